"""The field of concepts: what its form accepts and refuses, with and without scripts, on plain models."""

import re

import pytest
from django import forms
from django.http import QueryDict

from cop.models import Community
from tests.factories.cop import CommunityFactory
from tests.factories.vocabularies import make_concept
from vocabularies.services import retire_concept

pytestmark = pytest.mark.django_db


class TopicsForm(forms.ModelForm):
    """The topics of a community."""

    class Meta:
        model = Community
        fields = ["tags"]


@pytest.fixture
def kenya():
    return make_concept(
        "countries", "ke", labels={"en": "Kenya", "ar": "كينيا"}, alternatives={"en": ["Republic of Kenya"]}
    )


@pytest.fixture
def target():
    return make_concept("gbf-targets", "GBF-TARGET-21", notation="21", labels={"en": "Knowledge"})


def sent(*concepts, find="", form=TopicsForm, instance=None):
    data = QueryDict(mutable=True)
    data.setlist("tags", [str(getattr(one, "public_id", one)) for one in concepts])
    data["tags-find"] = find
    return form(data, instance=instance or CommunityFactory())


def test_checked_concepts_are_saved(kenya, target):
    form = sent(kenya, target, kenya)
    assert form.is_valid(), form.errors
    assert set(form.save().tags.all()) == {kenya, target}


def test_nothing_checked_removes_all(kenya):
    community = CommunityFactory()
    community.tags.set([kenya])
    form = sent(instance=community)
    assert form.is_valid()
    assert not form.save().tags.exists()


@pytest.mark.parametrize("name", ["Kenya", "kenya", "  KÉNYA ", "Republic of Kenya", "كينيا", "KE"])
def test_names_may_be_written(kenya, name):
    form = sent(find=name)
    assert form.is_valid(), form.errors
    assert list(form.cleaned_data["tags"]) == [kenya]


@pytest.mark.parametrize("mark", ["; ", "؛ ", "；"])
def test_several_names_are_separated_by_semicolons_of_any_script(kenya, mark):
    bolivia = make_concept("countries", "bo", labels={"en": "Bolivia, Plurinational State of"})
    form = sent(find=f"Kenya{mark}Bolivia, Plurinational State of{mark}")
    assert form.is_valid(), form.errors
    assert set(form.cleaned_data["tags"]) == {kenya, bolivia}


def test_each_unknown_name_is_reported_and_stays_in_the_field(kenya):
    form = sent(kenya, find="Ken; Atlantis")
    assert form.errors["tags"] == [
        "“Ken” is not clear. Did you mean “Kenya”?",
        "“Atlantis” is not known here. Write a name as the lists show it.",
    ]
    page = str(form["tags"])
    assert f'value="{kenya.public_id}" checked' in page


def test_an_unknown_name_stays_in_the_form_also_where_all_schemes_are_short(kenya):
    form = sent(find="Atlantis")
    assert not form.is_valid()
    assert 'name="tags-find" value="Atlantis"' in str(form["tags"])


def test_one_pick_answers_one_name_and_the_other_is_asked_about_again(kenya):
    def picked(names, *already):
        data = QueryDict(mutable=True)
        data.update({"tags-find": names, "tags-near": str(kenya.public_id)})
        data.setlist("tags", already)
        return TopicsForm(data, instance=CommunityFactory())

    form = picked("Keny; Ken")
    assert form.errors["tags"] == ["“Ken” is not clear. Did you mean “Kenya”?"]
    page = str(form["tags"])
    assert 'name="tags-find" value="Ken"' in page, "the chosen name is no longer in the text"
    assert re.search(rf'name="tags"\s+value="{kenya.public_id}" checked', page)
    assert picked("Ken", str(kenya.public_id)).is_valid()


def test_picks_answer_the_names_with_the_fewest_choices_first(kenya):
    kentucky = make_concept("countries", "kt", labels={"en": "Kentucky"})
    data = QueryDict(mutable=True)
    data["tags-find"] = "Ken; Keny"
    data.setlist("tags-near", [str(kenya.public_id), str(kentucky.public_id)])
    form = TopicsForm(data, instance=CommunityFactory())
    assert form.is_valid(), form.errors
    assert set(form.cleaned_data["tags"]) == {kenya, kentucky}


def test_a_long_row_of_names_is_refused_before_any_is_looked_up(kenya, django_assert_max_num_queries):
    form = sent(find="; ".join(f"Atlantis {number}" for number in range(51)))
    with django_assert_max_num_queries(5):
        assert form.errors["tags"] == ["Name at most 50 concepts here."]


def test_a_name_of_two_concepts_is_asked_about(kenya):
    make_concept("cbd-subjects", "S-1", labels={"en": "Kenya"})
    assert not sent(find="Kenya").is_valid()


@pytest.mark.parametrize(
    "value", ["nonsense", "123e4567-e89b-42d3-a456-426614174000", "\x00", "1", "?", "x" * 5000]
)
def test_an_invalid_value_is_refused(value):
    assert not sent(value).is_valid()


def test_concepts_of_other_schemes_are_refused():
    assert not sent(make_concept("sdgs", "SUSTAINABLE-DEVELOPMENT-GOAL-14")).is_valid()


def test_retired_concepts_are_not_offered_but_stay_where_they_are(kenya, target):
    community = CommunityFactory()
    community.tags.set([target])
    retire_concept(target)
    page = str(TopicsForm()["tags"])
    assert str(target.public_id) not in page
    assert str(kenya.public_id) in page
    assert not sent(target).is_valid()
    form = sent(target, kenya, instance=community)
    assert "retired" in str(form["tags"])
    assert form.is_valid(), form.errors
    assert set(form.save().tags.all()) == {kenya, target}
    form = sent(kenya, instance=community)
    assert form.is_valid()
    form.save()
    assert not sent(target, instance=community).is_valid()


def test_long_schemes_are_found_by_name_and_short_ones_ticked(target):
    countries = [make_concept("countries", f"c{number}") for number in range(41)]
    page = str(TopicsForm()["tags"])
    assert 'name="tags-find"' in page
    assert str(target.public_id) in page
    assert not any(str(one.public_id) in page for one in countries)


def test_queries_do_not_grow_with_concepts(target, django_assert_num_queries):
    community = CommunityFactory()
    community.tags.set([target, *(make_concept("countries", f"c{number}") for number in range(5))])
    for _round in range(2):
        with django_assert_num_queries(5):
            str(TopicsForm(instance=community)["tags"])
        community.tags.add(*(make_concept("cbd-subjects") for _number in range(3)))


def test_suggestions_are_unchecked_and_chosen_one_by_one(target):
    subject = make_concept("cbd-subjects", "CBD-SUBJECT-KM", labels={"en": "Management"}, related=[target])
    other = make_concept("cbd-subjects", "CBD-SUBJECT-CHM", labels={"en": "Clearing-house"}, related=[target])
    goal = make_concept("sdgs", "SUSTAINABLE-DEVELOPMENT-GOAL-17", related=[target])
    community = CommunityFactory()
    community.tags.set([target])
    page = str(TopicsForm(instance=community)["tags"])
    suggested = page.split('class="suggested"')[1].split("</fieldset>")[0]
    assert f'value="{subject.public_id}"' in suggested
    assert f'value="{other.public_id}"' in suggested
    assert "checked" not in suggested
    assert str(goal.public_id) not in page  # communities take no SDGs
    assert list(community.tags.all()) == [target]
    form = sent(target, subject, instance=community)
    assert form.is_valid()
    assert set(form.save().tags.all()) == {target, subject}
