"""A user who manages members but is no administrator can neither create nor change administrators."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "river-and-stone-55"


@pytest.fixture
def clerk() -> User:
    """A member with access to the admin and all permissions on members, who is no administrator."""
    group = Group.objects.create(name="Clerks")
    codes = (
        "access_admin",
        "add_user",
        "change_user",
        "delete_user",
        "view_user",
        "add_group",
        "change_group",
    )
    group.permissions.set(Permission.objects.filter(codename__in=codes))
    person: User = UserFactory(email="clerk@example.org")
    person.groups.add(group)
    return person


def data(email: str = "changed@example.org", **more: str) -> dict[str, str]:
    """Return the form, filled in."""
    form = {
        "email": email,
        "display_name": "Changed",
        "language": "en",
        "time_zone": "UTC",
        "is_active": "on",
    }
    return {**form, "password1": NEW, "password2": NEW, **more}


def edit_url(member: User) -> str:
    """Return the address where this member is changed."""
    return reverse("wagtailusers_users:edit", args=[member.pk])


def bulk_url(action: str, *members: User) -> str:
    """Return the address of an action for the members ticked in the list."""
    place = {"app_label": "accounts", "model_name": "user", "action": action}
    return f"{reverse('wagtail_bulk_action', kwargs=place)}?{'&'.join(f'id={m.pk}' for m in members)}"


def test_the_field_is_shown_to_administrators_only(
    clerk: User, admin: User, learner: User, as_user: Any
) -> None:
    for url in (edit_url(learner), reverse("wagtailusers_users:add")):
        answer = as_user(clerk).get(url)
        assert answer.status_code == 200
        assert "is_superuser" not in answer.content.decode()
        assert 'name="is_superuser"' in as_user(admin).get(url).content.decode()


@pytest.mark.parametrize("value", ["on", ""])
def test_a_clerk_makes_no_administrator(value: str, clerk: User, learner: User, as_user: Any) -> None:
    for url in (edit_url(learner), edit_url(clerk), reverse("wagtailusers_users:add")):
        answer = as_user(clerk).post(url, data(is_superuser=value))
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(email="changed@example.org").exists(), "nothing else is changed either"


def test_a_clerk_still_manages_members(clerk: User, learner: User, as_user: Any) -> None:
    assert as_user(clerk).post(edit_url(learner), data())["Location"] != "/admin/"
    learner.refresh_from_db()
    assert (learner.email, learner.check_password(NEW)) == ("changed@example.org", True)
    as_user(clerk).post(reverse("wagtailusers_users:add"), data("made@example.org"))
    assert not User.objects.get(email="made@example.org").is_superuser


def test_an_administrator_still_makes_one(admin: User, learner: User, as_user: Any) -> None:
    as_user(admin).post(edit_url(learner), data(is_superuser="on"))
    learner.refresh_from_db()
    assert learner.is_superuser
    as_user(admin).post(edit_url(learner), data())
    learner.refresh_from_db()
    assert not learner.is_superuser


def test_others_cannot_edit_an_administrators_account(clerk: User, admin: User, as_user: Any) -> None:
    before = admin.email
    answers = [as_user(clerk).get(edit_url(admin)), as_user(clerk).post(edit_url(admin), data())]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/admin/")] * 2
    as_user(clerk).post(reverse("wagtailusers_users:delete", args=[admin.pk]))
    admin.refresh_from_db()
    assert (admin.email, admin.check_password(PASSWORD), admin.is_superuser) == (before, True, True)


def test_no_copy_changes_the_original(clerk: User, admin: User, as_user: Any) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("wagtailusers_users:copy", args=[admin.pk])
    before = admin.email
    assert as_user(clerk).post(f"/admin/users/copy/{admin.pk}/", data()).status_code == 404
    admin.refresh_from_db()
    assert (admin.email, admin.check_password(PASSWORD)) == (before, True)


def test_bulk_actions_skip_administrators(clerk: User, admin: User, learner: User, as_user: Any) -> None:
    as_user(clerk).post(bulk_url("set_active_state", admin, learner), {"mark_as_active": "False"})
    as_user(clerk).post(bulk_url("delete", admin, learner))
    admin.refresh_from_db()
    assert admin.is_active


def test_an_administrator_changes_administrators_together(admin: User, as_user: Any) -> None:
    other = UserFactory(is_superuser=True)
    as_user(admin).post(bulk_url("set_active_state", other), {"mark_as_active": "False"})
    other.refresh_from_db()
    assert not other.is_active


def test_only_administrators_change_groups(clerk: User, learner: User, as_user: Any) -> None:
    strong = Group.objects.get(name="Moderators")
    own = clerk.groups.get()
    as_user(clerk).post(edit_url(learner), data(groups=str(strong.pk)))
    as_user(clerk).post(reverse("wagtailusers_users:add"), data("made@example.org", groups=str(strong.pk)))
    as_user(clerk).post(bulk_url("assign_role", learner, clerk), {"role": strong.pk})
    as_user(clerk).post(edit_url(clerk), data(clerk.email, groups=str(strong.pk)))
    clerk.refresh_from_db()
    assert User.objects.filter(email="made@example.org").exists(), "the rest of the form is saved"
    assert not strong.user_set.exists()
    assert clerk.groups.get() == own, "groups that the form does not offer are kept"
    for name, args in (("index", []), ("add", []), ("edit", [own.pk])):
        answer = as_user(clerk).get(reverse(f"wagtailusers_groups:{name}", args=args))
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_an_account_with_more_permissions_cannot_be_edited_by_others(
    clerk: User, editor: User, as_user: Any
) -> None:
    answer = as_user(clerk).post(edit_url(editor), data())
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    as_user(clerk).post(bulk_url("set_active_state", editor), {"mark_as_active": "False"})
    before = editor.email
    editor.refresh_from_db()
    assert (editor.email, editor.is_active, editor.check_password(PASSWORD)) == (before, True, True)


def test_an_administrator_changes_groups(admin: User, learner: User, as_user: Any) -> None:
    group = Group.objects.create(name="Readers")
    as_user(admin).post(bulk_url("assign_role", learner), {"role": group.pk})
    assert list(group.user_set.all()) == [learner]
    as_user(admin).post(edit_url(learner), data())
    assert not group.user_set.exists()
    assert as_user(admin).get(reverse("wagtailusers_groups:edit", args=[group.pk])).status_code == 200


def test_only_administrators_erase_accounts_with_more_permissions(
    clerk: User, admin: User, editor: User, learner: User, as_user: Any
) -> None:
    one = reverse("wagtailusers_users:delete", args=[editor.pk])
    for url in (one, bulk_url("delete", editor, learner)):
        as_user(clerk).post(url)
        assert User.objects.filter(pk=editor.pk).exists()
    as_user(admin).post(one)
    assert not User.objects.filter(pk=editor.pk).exists()
    as_user(clerk).post(reverse("wagtailusers_users:delete", args=[learner.pk]))
    assert not User.objects.filter(pk=learner.pk).exists()
