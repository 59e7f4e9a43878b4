"""Access to views: who is allowed, and the responses for others."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from core.base.rules import RULES, is_member, rule
from core.web.access import access_of, editor, member, operator, public, requires

pytestmark = pytest.mark.django_db


def view(request, *args, **kwargs):
    """Return what the view was called with."""
    return HttpResponse(repr((args, kwargs)))


def ask(decorated, user, address="/en/learn/?q=a&b=c"):
    request = RequestFactory().get(address)
    request.user = user
    return decorated(request, 1, two=2)


@pytest.mark.parametrize(
    ("decorate", "role"), [(public, "stranger"), (member, "learner"), (editor, "editor"), (operator, "admin")]
)
def test_whom_a_view_allows(decorate, role, request):
    answer = ask(decorate(view), request.getfixturevalue(role))
    assert answer.content == b"((1,), {'two': 2})"


@pytest.mark.parametrize("decorate", [member, editor, operator])
def test_a_visitor_is_redirected_to_sign_in_and_back(decorate, stranger):
    answer = ask(decorate(view), stranger)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/account/login/?next=/en/learn/%3Fq%3Da%26b%3Dc")


@pytest.mark.parametrize(
    ("decorate", "role"), [(editor, "learner"), (operator, "learner"), (operator, "editor")]
)
def test_a_member_without_permission_gets_404(decorate, role, request):
    with pytest.raises(Http404):
        ask(decorate(view), request.getfixturevalue(role))


def test_a_view_declares_what_it_requires():
    assert access_of(member(view)).rule is is_member
    assert access_of(view) is None


def test_any_rule_may_be_required(learner, captain):
    wanted = rule(lambda user, obj=None: user == learner)
    del RULES[wanted.name]  # not a rule of the site
    decorated = requires(wanted)(view)
    assert ask(decorated, learner).status_code == 200
    with pytest.raises(Http404):
        ask(decorated, captain)
