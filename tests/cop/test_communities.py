"""Joining, requesting, leaving, and the decisions of managers."""

import pytest

from cop import errors, services
from cop.enums import MemberRole, MemberState
from cop.models import Membership
from cop.selectors.communities import communities_for, members_of, membership_of
from core.base.models import AuditEvent
from tests.cop.test_posts import access_log
from tests.factories.accounts import UserFactory
from tests.factories.cop import CommunityFactory, add_member, closed_community, make_thread

pytestmark = pytest.mark.django_db


def state_of(community, user):
    """Return (state, role) of a person's membership as it is in the database."""
    return Membership.objects.filter(community=community, user=user).values_list("state", "role").first()


IN, OUT = ("active", "member"), ("left", "member")


def test_joining_an_open_community_makes_one_membership_at_once(community, expert):
    first = services.join_community(community, by=expert)
    assert services.join_community(community, by=expert) == first
    assert state_of(community, expert) == IN
    services.leave_community(community, by=expert)
    assert state_of(community, expert) == OUT
    services.join_community(community, by=expert)
    assert state_of(community, expert) == IN


def test_a_manager_decides_on_a_request_to_join(closed, expert, manager):
    asked = services.join_community(closed, by=expert, note="I am new.")
    assert (asked.state, asked.note) == ("requested", "I am new.")
    assert services.join_community(closed, by=expert, note="Please.").note == "Please."
    declined = services.decline_join_request(asked, by=manager)
    assert (declined.state, declined.decided_by, declined.note) == ("declined", manager, "")
    assert services.decline_join_request(asked, by=manager).since == declined.since
    services.join_community(closed, by=expert)
    services.approve_join_request(asked, by=manager)
    assert state_of(closed, expert) == IN
    actions = AuditEvent.objects.order_by("pk").values_list("action", "actor", "subject_id")
    who = (manager.pseudonym, str(expert.pseudonym))
    assert list(actions) == [("cop.member_declined", *who), ("cop.member_approved", *who)]


def test_open_pages_are_notified_of_the_right_to_write(community, closed, expert, manager):
    services.join_community(community, by=expert)
    services.join_community(community, by=expert)
    assert access_log() == [expert.pk]
    asked = services.join_community(closed, by=expert)
    assert access_log() == [expert.pk]  # a request alone changes nothing
    for _time in range(2):
        services.approve_join_request(asked, by=manager)
    assert access_log() == [expert.pk] * 2


def test_a_withdrawn_request_cannot_be_approved(closed, expert, manager):
    asked = services.join_community(closed, by=expert)
    services.leave_community(closed, by=expert)
    for decide in (services.approve_join_request, services.decline_join_request):
        with pytest.raises(errors.NothingToDecide):
            decide(asked, by=manager)
    assert state_of(closed, expert) == OUT


def test_a_decision_cannot_be_reversed_from_an_older_page(closed, expert, manager):
    asked = services.join_community(closed, by=expert)
    services.approve_join_request(asked, by=manager)
    with pytest.raises(errors.NothingToDecide):
        services.decline_join_request(asked, by=manager)
    assert state_of(closed, expert) == IN


@pytest.mark.parametrize("kind", ["community", "closed"])
def test_only_a_manager_approves_a_removed_member(kind, request, captain, manager):
    place = request.getfixturevalue(kind)
    mine = membership_of(place, captain)
    services.remove_member(mine, by=manager, reason="Advertisements.")
    services.remove_member(mine, by=manager)
    assert access_log() == [captain.pk]
    with pytest.raises(errors.WasRemoved):
        services.join_community(place, by=captain)
    assert services.leave_community(place, by=captain).state == "removed"
    with pytest.raises(errors.WasRemoved):
        services.join_community(place, by=captain)
    mine.refresh_from_db()
    assert (mine.state, mine.note, mine.decided_by) == ("removed", "Advertisements.", manager)
    services.approve_join_request(mine, by=manager)
    assert state_of(place, captain) == IN


def test_nobody_joins_without_an_active_account(community, stranger):
    for person in (stranger, UserFactory(is_active=False)):
        with pytest.raises(errors.NotAllowed):
            services.join_community(community, by=person)


def test_leaving_without_membership_changes_nothing(community, expert):
    assert services.leave_community(community, by=expert) is None
    assert access_log() == []


def test_the_last_manager_stays(community, manager, captain):
    mine = membership_of(community, manager)
    with pytest.raises(errors.LastManager):
        services.leave_community(community, by=manager)
    with pytest.raises(errors.LastManager):
        services.set_role(mine, by=manager, role="member")
    with pytest.raises(errors.LastManager):
        services.remove_member(mine, by=manager)
    services.set_role(membership_of(community, captain), by=manager, role="manager")
    services.leave_community(community, by=manager)
    assert state_of(community, manager) == OUT
    assert access_log() == [captain.pk, manager.pk]


def test_a_suspended_manager_does_not_count(community, manager, captain):
    services.set_role(membership_of(community, captain), by=manager, role="manager")
    captain.is_active = False
    captain.save()
    with pytest.raises(errors.LastManager):
        services.leave_community(community, by=manager)


def test_a_role_is_set_once_and_notified(community, manager, captain):
    mine = membership_of(community, captain)
    for _time in range(2):
        services.set_role(mine, by=manager, role=MemberRole.MANAGER)
    assert state_of(community, captain) == ("active", "manager")
    assert access_log() == [captain.pk]
    assert AuditEvent.objects.get().detail == {"community": str(community.public_id), "role": "manager"}
    with pytest.raises(ValueError, match="owner"):
        services.set_role(mine, by=manager, role="owner")


def test_only_members_get_roles_or_are_removed(closed, expert, manager):
    asked = services.join_community(closed, by=expert)
    with pytest.raises(errors.NothingToDecide):
        services.set_role(asked, by=manager, role="manager")
    with pytest.raises(errors.NothingToDecide):
        services.remove_member(asked, by=manager)


def test_only_managers_and_operators_decide(closed, community, captain, learner, manager, admin, expert):
    asked = services.join_community(closed, by=expert)
    other = CommunityFactory(managers=[expert])
    for person in (captain, expert, other.memberships.get().user):
        for decide in (
            lambda by: services.approve_join_request(asked, by=by),
            lambda by: services.remove_member(membership_of(closed, learner), by=by),
            lambda by: services.set_role(membership_of(closed, learner), by=by, role="manager"),
            lambda by: services.edit_community(closed, by=by, name="Mine", summary="x", description=""),
        ):
            with pytest.raises(errors.NotAllowed):
                decide(person)
    assert services.approve_join_request(asked, by=admin).state == "active"


def test_describing_a_community(community, manager):
    given = {"summary": " What we do. ", "description": "# More\r\n\nText"}
    services.edit_community(community, by=manager, name="  A new   name ", **given)
    community.refresh_from_db()
    words = (community.name, community.summary, community.description)
    assert words == ("A new name", "What we do.", "# More\n\nText")
    with pytest.raises(errors.EmptyTitle):
        services.edit_community(community, by=manager, name=" ", **given)
    with pytest.raises(errors.UnusableText):
        services.edit_community(community, by=manager, name="x" * 121, **given)


def test_the_list_shows_each_only_what_they_may_see(community, closed, learner, expert, stranger, admin):
    thread = make_thread(closed, learner)
    add_member(closed, UserFactory(is_active=False))
    assert [row.community for row in communities_for(stranger)] == [closed, community]
    for person, can_read in ((stranger, False), (expert, False), (learner, True), (admin, True)):
        row = next(row for row in communities_for(person) if row.community == closed)
        counts = (3, 1) if can_read else (None, None)
        assert (row.can_read, row.member_count, row.thread_count) == (can_read, *counts)
        assert row.last_post_at == (thread.last_post_at if can_read else None)
        assert row.is_in == (person == learner)
    joined = CommunityFactory(name="Zebras", members=[expert])
    assert [row.community for row in communities_for(expert)] == [joined, closed, community]


def test_the_list_has_a_fixed_number_of_queries(community, learner, django_assert_num_queries):
    with django_assert_num_queries(2):
        communities_for(learner)
    for _number in range(5):
        make_thread(closed_community(members=[learner]), learner)
    with django_assert_num_queries(2):
        communities_for(learner)


def test_members_are_sorted_without_suspended_ones(closed, manager, learner, captain, expert):
    add_member(closed, UserFactory(display_name="Ana"))
    add_member(closed, UserFactory(is_active=False))
    names = [membership.user.display_name for membership in members_of(closed)]
    assert names == ["Manager", "Ana", "Captain", "Learner"]
    first = services.join_community(closed, by=expert)
    second = services.join_community(closed, by=UserFactory())
    assert list(members_of(closed, state=MemberState.REQUESTED)) == [first, second]
