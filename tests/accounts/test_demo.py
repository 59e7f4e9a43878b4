"""The demonstration accounts: created only where DEMO is on."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from accounts import demo
from accounts.checks import no_demo_accounts
from accounts.models import Consent, User
from tests.accounts.conftest import sign_in

pytestmark = pytest.mark.django_db
NAMES = {"learner", "captain", "juror", "manager", "expert", "focalpoint", "editor", "admin"}


@pytest.fixture
def people(settings: Any) -> dict[str, User]:
    """The accounts, loaded twice."""
    settings.DEMO = True
    demo.load()
    return demo.load()


def test_each_role_has_one_account_that_can_sign_in(people: dict[str, User], client: Any) -> None:
    assert set(people) == NAMES
    assert User.objects.count() == len(NAMES)
    for name, user in people.items():
        assert user.email == f"{name}@demo.km4b.example"
        assert user.is_demo
        assert user.display_name.endswith("(demonstration)")
        assert EmailAddress.objects.get(user=user).verified
        assert Consent.objects.filter(user=user).count() == 2
    assert sign_in(client, people["learner"], "km4b-demo")["Location"] == "/en/"
    assert client.get("/en/account/").status_code == 200


def test_only_editor_and_admin_have_more_permissions(people: dict[str, User]) -> None:
    groups = {name: set(user.groups.values_list("name", flat=True)) for name, user in people.items()}
    assert {name for name, found in groups.items() if found} == {"editor"}
    assert groups["editor"] == {"Editors", "Moderators"}
    assert {name for name, user in people.items() if user.is_superuser} == {"admin"}


def test_loading_again_keeps_a_changed_password(settings: Any) -> None:
    settings.DEMO = True
    learner = demo.load()["learner"]
    learner.set_password("my-own-password-1")
    learner.save()
    assert demo.load()["learner"].check_password("my-own-password-1")


def test_without_demo_they_are_not_created(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        demo.load()
    assert not User.objects.exists()


def test_a_database_with_them_is_refused_without_demo(people: dict[str, User], settings: Any) -> None:
    assert no_demo_accounts(databases=["default"]) == []
    settings.DEMO = False
    assert [found.id for found in no_demo_accounts(databases=["default"])] == ["accounts.E001"]
    with pytest.raises(SystemCheckError, match="demonstration"):
        call_command("check", databases=["default"])
    User.objects.all().delete()
    assert no_demo_accounts(databases=["default"]) == []
