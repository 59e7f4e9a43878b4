"""Rules: one predicate for views, querysets and templates, and its override for the permission matrix."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from core.base.rules import RULES, is_anyone, is_editor, is_member, is_operator, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    """A rule for this test: people may see themselves."""

    @rule
    def is_self(user, obj=None):
        return user == obj

    is_self.query(lambda user: Q(pk=user.pk))
    yield is_self
    del RULES[is_self.name]


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        (is_anyone, {"stranger", "learner", "editor", "admin"}),
        (is_member, {"learner", "editor", "admin"}),
        (is_editor, {"editor", "admin"}),
        (is_operator, {"admin"}),
    ],
)
def test_whom_the_basic_rules_allow(asked, allowed, stranger, learner, editor, admin):
    people = {"stranger": stranger, "learner": learner, "editor": editor, "admin": admin}
    assert {name for name, person in people.items() if asked(person)} == allowed


@pytest.mark.parametrize("asked", [is_member, is_editor, is_operator])
def test_a_suspended_account_is_allowed_nothing(asked, admin):
    admin.is_active = False
    assert not asked(admin)


def test_no_user_counts_as_a_visitor():
    assert not is_member(None)


def test_a_rule_and_its_query_agree(own, learner, captain):
    assert own(learner, learner)
    assert not own(learner, captain)
    assert list(User.objects.filter(own.q(learner))) == [learner]


def test_a_rule_without_a_query_raises():
    with pytest.raises(TypeError, match="has no query"):
        is_member.q(AnonymousUser())


def test_a_rule_is_forced_only_within_the_block(own, learner, captain):
    with own.forced(True):
        assert own(learner, captain)
        assert User.objects.filter(own.q(learner)).count() == 2
    with own.forced(False):
        assert not own(learner, learner)
        assert not User.objects.filter(own.q(learner)).exists()
    assert own(learner, learner)
    assert not own(learner, captain)


def test_a_rule_is_named_by_module_and_name(own):
    assert RULES["core.base.rules.is_member"] is is_member
    assert own.__name__ == "is_self"
