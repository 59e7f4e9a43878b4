"""What the crosswalk suggests."""

import pytest

from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies.selectors.crosswalk import suggest
from vocabularies.services import retire_concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def targets():
    """Two targets: 14 is related to a subject and a goal, 21 to the same subject and a retired one."""
    subject = make_concept("cbd-subjects", "CBD-SUBJECT-KM", position=2)
    goal = make_concept("sdgs", "SUSTAINABLE-DEVELOPMENT-GOAL-14", position=14)
    old = make_concept("cbd-subjects", "CBD-SUBJECT-OLD", position=1)
    country = make_concept("countries", "ke")
    one = make_concept(
        "gbf-targets", "GBF-TARGET-14", notation="14", position=14, related=[subject, goal, country]
    )
    other = make_concept("gbf-targets", "GBF-TARGET-21", notation="21", position=21, related=[subject, old])
    retire_concept(old)
    return one, other, subject, goal


def test_subjects_and_goals_of_targets_are_suggested_once_with_the_reason(targets):
    one, other, subject, goal = targets
    make_scheme("cbd-subjects").__class__.objects.filter(key="sdgs").update(position=9)
    found = suggest([other, one])
    assert [(concept.pk, concept.because) for concept in found] == [
        (subject.pk, ["14", "21"]),
        (goal.pk, ["14"]),
    ]


def test_existing_tags_are_not_suggested(targets):
    one, _other, subject, goal = targets
    assert [concept.pk for concept in suggest([one, subject])] == [goal.pk]


def test_only_targets_have_suggestions(targets, django_assert_num_queries):
    _one, _other, subject, _goal = targets
    assert suggest([subject]) == []
    assert suggest([]) == []


def test_queries_stay_the_same(targets, django_assert_num_queries):
    one, other, *_rest = targets
    for given in ([one], [one, other]):
        with django_assert_num_queries(3):
            suggest(given)
