"""Whenever the right to a live connection ends, the hub is notified, after the session has ended."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_out
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from accounts.services.erasures import erase_at_once
from accounts.services.sessions import end_all_sessions
from accounts.session_signals import listen
from core.realtime import notify
from core.realtime.authorization import signed_in_of
from core.realtime.log import ACCESS, access_changed
from core.realtime.models import Event
from tests.accounts.conftest import link_in, sign_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "another-river-2026"


@pytest.fixture
def user(client: Client) -> User:
    """A member who signed in by the form."""
    person: User = UserFactory()
    sign_in(client, person)
    return person


@pytest.fixture
def notified(user: User) -> Callable[[], list[int]]:
    """Return a function that returns whose changed access was notified since its last call."""
    seen = [0]

    def since() -> list[int]:
        found = list(
            Event.objects.filter(space__kind=ACCESS, sequence__gt=seen[0])
            .order_by("sequence")
            .values_list("sequence", "subject")
        )
        seen[0] = found[-1][0] if found else seen[0]
        return [subject for _sequence, subject in found]

    since()
    return since


def test_signing_out(client: Client, user: User, notified: Any) -> None:
    client.post("/en/account/logout/")
    assert notified() == [user.pk]
    assert client.get("/en/account/").status_code == 302


def test_signing_out_of_the_admin(editor: User, as_user: Any, notified: Any) -> None:
    as_user(editor).post(reverse("wagtailadmin_logout"))
    assert notified() == [editor.pk]


def test_a_visitor_who_signs_out_sends_no_notification(notified: Any) -> None:
    Client().post("/en/account/logout/")
    assert notified() == []


def test_ending_one_device(client: Client, user: User, notified: Any) -> None:
    sign_in(Client(HTTP_USER_AGENT="Other"), user)
    device = UserSession.objects.get(user_agent="Other")
    notified()
    client.post("/en/account/sessions/end/", {"session": device.pk})
    assert notified() == [user.pk]


def test_ending_all_other_devices(client: Client, user: User, notified: Any) -> None:
    sign_in(Client(HTTP_USER_AGENT="Other"), user)
    notified()
    client.post(reverse("usersessions_list"))
    assert UserSession.objects.get().user_agent != "Other"
    assert notified() == [user.pk]


def test_ending_all_sessions(user: User, notified: Any) -> None:
    end_all_sessions(user)
    assert notified() == [user.pk]


def test_a_changed_password(client: Client, user: User, notified: Any) -> None:
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/en/account/password/change/", data).status_code == 302
    assert set(notified()) == {user.pk}


def test_a_password_by_mail(user: User, notified: Any, sent: Callable[[], Any]) -> None:
    elsewhere = Client()
    elsewhere.post("/en/account/password/reset/", {"email": user.email})
    form = elsewhere.get(link_in(sent()[0]))["Location"]
    notified()
    elsewhere.post(form, {"password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert user.pk in notified()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"is_active": False}, True),
        ({"is_superuser": True}, True),
        ({"password": "!"}, True),
        ({"display_name": "New"}, False),
        ({"language": "fr"}, False),
    ],
)
def test_a_saved_change(change: dict[str, Any], expected: bool, user: User, notified: Any) -> None:
    person = User.objects.get(pk=user.pk)
    for name, value in change.items():
        setattr(person, name, value)
    person.save()
    assert notified() == ([user.pk] if expected else [])
    person.save()
    assert notified() == [], "nothing changed again"
    person.save(update_fields=["last_login"])
    assert notified() == []


def test_suspension_in_the_admin(admin: User, user: User, as_user: Any, notified: Any) -> None:
    data = {"email": user.email, "display_name": user.display_name, "language": "en", "time_zone": "UTC"}
    answer = as_user(admin).post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    assert answer.status_code == 302
    assert notified() == [user.pk]
    assert not User.objects.get(pk=user.pk).is_active


def test_suspension_of_several(admin: User, user: User, learner: User, as_user: Any, notified: Any) -> None:
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    chosen = f"{address}?id={user.pk}&id={learner.pk}&next=/admin/"
    as_user(admin).post(chosen, {"mark_as_active": "False"})
    assert not User.objects.filter(pk__in=(user.pk, learner.pk), is_active=True).exists()
    assert set(notified()) == {user.pk, learner.pk}


def test_erasure(admin: User, user: User, notified: Any) -> None:
    erased = user.pk
    erase_at_once(user, by=admin)
    assert erased in notified()


class Noted:
    """For each notification, whether the session was still valid."""

    def __init__(self, user_id: int, session_key: str) -> None:
        self.answers: list[bool] = []
        self._who = user_id, session_key

    def __call__(self, _space: int, _last: int) -> None:
        user_id, session_key = self._who
        self.answers.append(bool(signed_in_of({session_key: user_id})))


@pytest.fixture
def noted(client: Client, user: User) -> Iterator[Noted]:
    """A hub that checks the session at once when it is notified."""
    listener = Noted(user.pk, client.session.session_key)
    notify.listen(listener)
    yield listener
    notify.ignore(listener)


@pytest.mark.django_db(transaction=True)
def test_the_session_has_ended_when_the_hub_is_notified(client: Client, noted: Noted) -> None:
    client.post("/en/account/logout/")
    assert noted.answers == [False]


@pytest.mark.django_db(transaction=True)
def test_control_with_djangos_signal_the_session_still_exists(
    client: Client, user: User, noted: Noted
) -> None:
    """The control: Django's signal comes before the session ends."""

    def too_early(user: Any, **kwargs: Any) -> None:
        access_changed(user.pk)

    user_logged_out.disconnect(dispatch_uid="accounts.session_signals")
    user_logged_out.connect(too_early)
    try:
        request = RequestFactory().get("/")
        request.session, request.user = client.session, user
        logout(request)
    finally:
        user_logged_out.disconnect(too_early)
        listen()
    assert noted.answers == [True]


@pytest.mark.django_db(transaction=True)
def test_a_changed_password_ends_the_other_devices_first(user: User, noted: Noted) -> None:
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    elsewhere = Client()
    sign_in(elsewhere, user)
    elsewhere.post("/en/account/password/change/", data)
    assert noted.answers
    assert not any(noted.answers)
