"""Who may follow a thread, and the content of its events for them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from cop import realtime_space, rules, services
from cop.enums import Audience
from cop.services import refresh
from core.realtime import event_reader
from core.realtime.models import Event, Space
from tests.factories.accounts import UserFactory
from tests.factories.cop import add_member, make_thread, say

pytestmark = pytest.mark.django_db


def message(thread, audience="member", language="en", after=0):
    """Return the message a client with this cursor gets."""
    space = Space.objects.get(pk=thread.space_id)
    return event_reader.message(space, event_reader.read(space.pk, after), audience, language)


def events(thread, **given):
    """Return its events."""
    return message(thread, **given)["events"]


@pytest.fixture
def everybody(community, closed, manager, learner, expert, admin):
    """One person of each kind, by name; in both communities alike."""
    people = {"manager": manager, "member": learner, "outside": expert, "operator": admin}
    for name, fields in (
        ("asked", {"state": "requested"}),
        ("declined", {"state": "declined"}),
        ("left", {"state": "left"}),
        ("removed", {"state": "removed"}),
        ("suspended", {}),
        ("suspended manager", {"role": "manager"}),
    ):
        people[name] = UserFactory(is_active=not name.startswith("suspended"))
        for place in (community, closed):
            add_member(place, people[name], **fields)
    people["suspended operator"] = UserFactory(is_active=False, is_superuser=True)
    return people


OPEN = {
    "manager": "manager",
    "operator": "operator",
    "member": "member",
    "outside": "reader",
    "asked": "reader",
    "declined": "reader",
    "left": "reader",
    "removed": "reader",
    "visitor": "reader",
}
CLOSED = {"manager": "manager", "operator": "operator", "member": "member"}


@pytest.mark.parametrize(("place", "expected"), [("community", OPEN), ("closed", CLOSED)])
def test_the_audience_of_each_person(place, expected, request, everybody, learner):
    thread = make_thread(request.getfixturevalue(place), learner)
    ids = {user.pk: name for name, user in everybody.items()} | {None: "visitor"}
    found = realtime_space.audience(ids, thread.public_id)
    assert {ids[user_id]: version for user_id, version in found.items()} == expected


@pytest.mark.parametrize("place", ["community", "closed"])
def test_the_audience_agrees_with_the_rules(place, request, everybody, learner):
    thread = make_thread(request.getfixturevalue(place), learner)
    for user in [*everybody.values(), AnonymousUser()]:
        version = realtime_space.audience([user.pk], thread.public_id).get(user.pk)
        in_force = user.is_active or user.pk is None  # suspended people are refused before the rules
        assert (version is not None) == (in_force and rules.can_read_thread(user, thread))
        seen_by = Audience(version) if version else None
        assert bool(seen_by and seen_by.manages) == rules.can_manage(user, thread.community)
        assert bool(seen_by and seen_by.writes) == rules.can_write_in(user, thread.community)


def test_a_thousand_people_need_two_queries(thread, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = realtime_space.audience([None, *range(1, 1_001)], thread.public_id)
    assert found[None] == "reader"


def test_a_deleted_thread_has_no_audience_and_no_content(thread, learner):
    space = Space.objects.get(pk=thread.space_id)
    thread.delete()
    assert realtime_space.audience([learner.pk, None], space.key) == {}
    batch = event_reader.read(space.pk, 0)
    assert [set(event) for event in event_reader.message(space, batch, "member", "en")["events"]] == [
        {"sequence", "kind", "by"}
    ]


def test_only_the_last_event_of_a_post_has_its_fragment(thread, post, learner, captain):
    services.react(post, by=captain, kind="thanks", on=True)
    services.edit_post(post, by=learner, body="Better", revision=0)
    say(thread, captain)
    services.react(post, by=captain, kind="thanks", on=False)
    first, pressed, edited, second, taken_back = events(thread)
    assert [event["sequence"] for event in (first, pressed, edited, second, taken_back)] == [1, 2, 3, 4, 5]
    assert not any("html" in event for event in (first, pressed, edited))
    assert "Better" in taken_back.pop("html")
    assert 'id="post-2"' in second.pop("html")
    assert second.pop("count") == "2 posts"
    me, captains = str(learner.public_id), str(captain.public_id)
    assert first == {"sequence": 1, "kind": "post", "by": me, "post": 1}
    assert second == {"sequence": 4, "kind": "post", "by": captains, "post": 2}
    common = {"kind": "reaction", "by": captains, "post": 1, "reaction": "thanks"}
    assert pressed == common | {"sequence": 2, "on": True}
    assert taken_back == common | {"sequence": 5, "on": False}


def test_a_hidden_post_is_sent_to_managers_only(thread, captain, manager):
    post = say(thread, captain, "Unsayable")
    services.react(post, by=captain, kind="thanks", on=True)
    services.hide_post(post, by=manager, reason="Rudeness.")
    for after in range(4):
        text = event_reader.encode(message(thread, after=after))
        assert "Unsayable" not in text
        assert "Rudeness" not in text
        assert str(manager.public_id) not in text
    pressed = events(thread)[-2]  # the reader's own reaction is needed when the post is restored
    assert (pressed["reaction"], pressed["on"]) == ("thanks", True)
    notified = event_reader.encode(message(thread, audience="manager", after=3))
    assert "Unsayable" in notified
    assert "Rudeness" in notified
    services.restore_post(post, by=manager)
    assert "Unsayable" in event_reader.encode(message(thread, after=4))


def call(person, name):
    """Rename a person; return in how many threads there is an event."""
    person.display_name = name
    person.save()
    return refresh.redraw_author(person.pk)


@pytest.mark.parametrize("verb", ["hide", "delete"])
def test_the_author_of_a_hidden_post_is_sent_to_managers_only(thread, captain, manager, verb):
    post = say(thread, captain)
    assert call(captain, "Quagga") == 1
    if verb == "hide":
        services.hide_post(post, by=manager, reason="Rudeness.")
    else:
        services.delete_post(post, by=captain)
    assert call(captain, "Zebra") == 0  # the time would reveal the author
    for after in range(5):
        text = event_reader.encode(message(thread, after=after))
        assert "Zebra" not in text
        assert str(captain.public_id) not in text
    named = events(thread, audience="manager")[2]
    assert (named["author"], named["name"]) == (str(captain.public_id), "Zebra")
    assert str(captain.public_id) in events(thread, audience="manager")[3]["html"]


def test_a_new_name_is_sent_beside_a_hidden_post(thread, post, learner, manager):
    services.hide_post(say(thread, learner), by=manager, reason="Why.")
    assert call(learner, "New name") == 1
    assert events(thread)[-1]["name"] == "New name"


def test_the_head_is_sent_once(thread, manager):
    services.close_thread(thread, by=manager)
    services.pin_thread(thread, by=manager)
    closed, pinned = events(thread, after=1)
    assert set(closed) == {"sequence", "kind", "by"}
    assert pinned["closed"] is True
    assert "A question" in pinned["html"]
    services.reopen_thread(thread, by=manager)
    assert events(thread, after=3)[0]["closed"] is False


def test_a_post_and_a_thread_of_the_same_id_are_two_subjects(thread, post, manager):
    Event.objects.filter(space=thread.space_id).delete()
    Space.objects.filter(pk=thread.space_id).update(last=0)
    for sequence, kind in enumerate(("post", "thread"), 1):
        Event.objects.create(
            space_id=thread.space_id, sequence=sequence, kind=kind, subject=post.pk, payload={"post": 1}
        )
    Space.objects.filter(pk=thread.space_id).update(last=2)
    assert ["html" in event for event in events(thread)] == [True, True]


def test_fragments_are_in_the_readers_language_without_a_time_zone(thread, learner):
    with timezone.override("Asia/Tokyo"), translation.override("ar"):
        english, french = events(thread)[0]["html"], events(thread, language="fr")[0]["html"]
    assert "Thanks" in english
    assert english != french
    assert "(UTC)" in english
    assert "(UTC)" in french


def test_a_fragment_does_not_depend_on_the_viewer(thread, post, learner, captain):
    services.react(post, by=learner, kind="thanks", on=True)
    html = events(thread)[-1]["html"]
    assert 'aria-pressed="true"' not in html
    assert "data-own hidden" in html


def test_a_batch_needs_three_queries(thread, captain, manager, django_assert_num_queries):
    for number in range(5):
        services.react(say(thread, captain, f"No {number}"), by=captain, kind="agree", on=True)
    services.close_thread(thread, by=manager)
    space = Space.objects.get(pk=thread.space_id)
    batch = event_reader.read(space.pk, 0)
    with django_assert_num_queries(3):
        event_reader.message(space, batch, "member", "en")
