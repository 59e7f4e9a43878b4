"""Creating communities in the admin."""

import pytest
from django.contrib.auth.models import Permission

from cop import errors, services
from cop.models import Community, Membership
from core.base.models import AuditEvent
from core.realtime.log import EVERYBODY
from tests.cop.test_posts import access_log
from tests.factories.cop import add_member

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/cop/community/add/"
FORM = {
    "name": "New place",
    "slug": "new-place",
    "summary": "For us.",
    "description": "# Hello",
    "language": "fr",
    "join_policy": "open",
}


@pytest.fixture
def founder(editor, as_user):
    """A signed-in editor with every permission of the model."""
    rights = ("add_community", "change_community", "delete_community", "view_community")
    editor.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return as_user(editor)


def edit_address(community):
    """Return the URL where the admin edits the community."""
    return f"/admin/snippets/cop/community/edit/{community.pk}/"


def test_an_editor_makes_a_community_and_names_its_manager(founder, editor, captain):
    answer = founder.post(ADD, FORM | {"manager": "Captain@example.org"})
    assert answer.status_code == 302
    made = Community.objects.get()
    assert {name: getattr(made, name) for name in FORM} == FORM
    place = Membership.objects.get()
    assert (place.community, place.user, place.role, place.state) == (made, captain, "manager", "active")
    event = AuditEvent.objects.get(action="cop.manager_appointed")
    assert (event.actor, event.subject_id) == (editor.pseudonym, str(captain.pseudonym))
    event = AuditEvent.objects.get(action="cop.community_created")
    assert (event.actor, event.subject_id) == (editor.pseudonym, str(made.public_id))


def test_an_editor_changes_no_community(founder, editor, closed):
    form = FORM | {"manager": editor.email}
    assert founder.get(edit_address(closed)).status_code == 404
    assert founder.post(edit_address(closed), form).status_code == 404
    before = (closed.name, closed.join_policy)
    closed.refresh_from_db()
    assert (closed.name, closed.join_policy) == before
    assert not closed.memberships.filter(user=editor).exists()


def test_a_refusal_of_the_service_is_shown_and_nothing_is_saved(as_user, admin, closed, expert):
    before = closed.name
    form = FORM | {"name": "\u200b", "manager": expert.email}
    answer = as_user(admin).post(edit_address(closed), form)
    assert answer.context["form"].errors
    closed.refresh_from_db()
    assert (closed.name, closed.join_policy) == (before, "by_request")
    assert not closed.memberships.filter(user=expert).exists()


@pytest.mark.parametrize("address", ["", "nobody@example.org", "no address"])
def test_without_a_manager_nothing_is_created(founder, address):
    answer = founder.post(ADD, FORM | {"manager": address})
    assert answer.status_code in (200, 422)
    assert answer.context["form"].errors["manager"]
    assert not Community.objects.exists()


def test_another_manager_is_appointed_also_a_removed_one(as_user, admin, community, expert, captain):
    add_member(community, expert, state="removed")
    for person in (expert, captain, captain):
        form = FORM | {"manager": person.email}
        assert as_user(admin).post(edit_address(community), form).status_code == 302
    managers = Membership.objects.managers().filter(community=community, user__in=[expert, captain])
    assert managers.count() == 2
    assert access_log() == [expert.pk, captain.pk]


def test_closing_an_open_community_rechecks_all_sockets(as_user, admin, community):
    operator = as_user(admin)
    operator.post(edit_address(community), FORM | {"join_policy": "by_request", "manager": ""})
    community.refresh_from_db()
    assert community.join_policy == "by_request"
    assert access_log() == [EVERYBODY]
    event = AuditEvent.objects.get(action="cop.community_settings_changed")
    assert (event.actor, event.detail["join_policy"]) == (admin.pseudonym, ["open", "by_request"])
    operator.post(edit_address(community), FORM | {"join_policy": "open", "manager": ""})
    assert access_log() == [EVERYBODY]


def test_nobody_deletes_a_community(admin, as_user, community):
    for method in ("get", "post"):
        answer = getattr(as_user(admin), method)(f"/admin/snippets/cop/community/delete/{community.pk}/")
        assert answer.status_code in (302, 403, 404)
    assert Community.objects.filter(pk=community.pk).exists()


def test_only_operators_appoint_and_change_settings(community, editor, manager, captain, stranger):
    settings = {"slug": "mine", "language": "en", "join_policy": "open"}
    for person in (editor, manager, captain, stranger):
        with pytest.raises(errors.NotAllowed):
            services.appoint_manager(community, by=person, user=captain)
        with pytest.raises(errors.NotAllowed):
            services.change_settings(community, by=person, **settings)
    for person in (manager, captain, stranger):
        with pytest.raises(errors.NotAllowed):
            services.create_community(by=person, manager=captain, name="Mine", **settings)


def test_members_cannot_open_the_admin(as_user, manager):
    assert as_user(manager).get(ADD).status_code in (302, 403, 404)
