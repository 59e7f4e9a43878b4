"""Views of communities: the list, one community, joining and leaving, its members and description."""

import re

import pytest
from django.urls import reverse

from cop import services
from cop.enums import MemberRole, MemberState
from cop.models import Community, Membership
from cop.selectors.threads import THREADS
from tests.factories.accounts import UserFactory
from tests.factories.cop import CommunityFactory, add_member, make_thread, say
from tests.factories.vocabularies import make_concept
from tests.html import normalise_html

pytestmark = pytest.mark.django_db


def at(name, community, *more):
    return reverse(f"cop:{name}", args=[community.slug, *more])


def html(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def state(community, user):
    return Membership.objects.get(community=community, user=user).state


def test_the_list_shows_ones_own_communities_first(as_user, client, community, closed, learner):
    CommunityFactory(name="A third")
    page = normalise_html(html(client.get(reverse("cop:communities_show"))))
    assert re.findall(r"<h2[^>]*><a[^>]*><bdi>([^<]+)", page) == ["A third", "By request", "Open"]
    page = normalise_html(html(as_user(learner).get(reverse("cop:communities_show"))))
    assert re.findall(r"<h2[^>]*><a[^>]*><bdi>([^<]+)", page) == ["By request", "Open", "A third"]
    assert page.count("You are a member") == 2
    assert "3 members" in page


def found(answer):
    return re.findall(r"<h2[^>]*><a[^>]*><bdi>([^<]+)", normalise_html(html(answer)))


def test_more_than_six_communities_have_filters(client):
    address, form = reverse("cop:communities_show"), '<form class="filters"'
    for number in range(6):
        CommunityFactory(name=f"C {number}")
    assert form not in html(client.get(address))
    CommunityFactory(name="C 6", language="fr")
    assert form in html(client.get(address))
    page = client.get(address + "?language=fr")
    assert found(page) == ["C 6"]
    assert '<meta name="robots" content="noindex">' in html(page)
    assert client.get(address + "?language=FR&place=").url == address + "?language=fr"


def test_communities_are_found_by_subject_and_by_places_inside_a_region(client, community):
    africa = make_concept("un-regional-groups", "AFR", labels={"en": "Africa"})
    subject = make_concept("cbd-subjects", "CBD-SUBJECT-KM")
    community.tags.set([make_concept("countries", "ke", broader=[africa]), subject])
    CommunityFactory(name="Elsewhere").tags.set([make_concept("countries", "fj")])
    address = reverse("cop:communities_show")
    assert found(client.get(address + "?subject=CBD-SUBJECT-KM&place=AFR&place=fj")) == ["Open"]
    page = client.get(address + "?subject=CBD-SUBJECT-KM&place=fj")
    assert found(page) == []
    assert "Nothing matches all of these choices" in html(page)
    assert "Show all 2 results" in html(page)


def test_the_topics_of_a_community_by_request_find_it_for_members_only(as_user, client, closed, learner):
    closed.tags.set([make_concept("countries", "ke")])
    CommunityFactory(name="Another")
    address = reverse("cop:communities_show")
    assert found(client.get(address + "?place=ke")) == []
    assert found(client.get(address)) == ["Another", "By request"]
    assert found(as_user(learner).get(address + "?place=ke")) == ["By request"]


def test_an_empty_list_explains_communities(client):
    assert "There are no communities yet" in html(client.get(reverse("cop:communities_show")))


def test_a_new_community_offers_the_first_step(as_user, client, community, learner):
    start = at("thread_start", community)
    assert f'href="{start}"' in html(as_user(learner).get(at("community_show", community)))
    page = html(client.get(at("community_show", community)))
    assert "Nobody has asked anything yet" in page
    assert start not in page


def test_threads_show_new_posts_in_words(as_user, community, learner, captain, manager):
    thread = make_thread(community, learner, title="Which moss?")
    member = as_user(captain)
    assert "New thread" in html(member.get(at("community_show", community)))
    member.get(reverse("cop:thread_show", args=[thread.public_id]))
    assert "chip live" not in html(member.get(at("community_show", community)))
    say(thread, learner)
    say(thread, learner)
    services.pin_thread(thread, by=manager)
    services.close_thread(thread, by=manager)
    page = html(member.get(at("community_show", community)))
    for words in ("2 new", "3 posts", "<span>Pinned</span>", "<span>Closed</span>"):
        assert words in page
    assert f'href="{reverse("cop:thread_unread", args=[thread.public_id])}"' in page


def test_a_thread_in_another_language_shows_its_language(client, community, learner):
    thread = make_thread(community, learner)
    type(thread).objects.update(language="fr")
    page = html(client.get(at("community_show", community)))
    assert "<span>French</span>" in page
    assert '<h3 lang="fr">' in page


def test_the_list_of_threads_has_pages(client, community, learner):
    for number in range(THREADS + 1):
        make_thread(community, learner, title=f"Thread {number}")
    first = html(client.get(at("community_show", community)))
    assert "Thread 0</bdi>" not in first
    assert "Thread 0</bdi>" in html(client.get(at("community_show", community) + "?page=2"))
    for nonsense in ("0", "3", "x"):
        assert client.get(f"{at('community_show', community)}?page={nonsense}").status_code == 404


def test_a_community_by_request_shows_only_its_summary(as_user, client, closed, expert, learner):
    thread = make_thread(closed, learner, title="Between us")
    Community.objects.filter(pk=closed.pk).update(description="Inner rules")
    for visitor in (client, as_user(expert)):
        page = html(visitor.get(at("community_show", closed)))
        assert closed.summary in page
        assert "Inner rules" not in page
        assert "Between us" not in page
        listed = html(visitor.get(reverse("cop:communities_show")))
        assert closed.summary in listed
        assert not re.search(r"\d+ (thread|member)", listed)
    assert "Between us" in html(as_user(learner).get(at("community_show", closed)))
    assert as_user(learner).get(reverse("cop:thread_show", args=[thread.public_id])).status_code == 200


def test_joining_an_open_community_is_at_once(as_user, community, expert):
    answer = as_user(expert).post(at("community_join", community), follow=True)
    assert "You are a member of “Open” now." in html(answer)
    assert state(community, expert) == MemberState.ACTIVE


@pytest.mark.parametrize(
    "back", ["x", "cop:communities_show", "//evil.example/", "https://evil.example/", "/\\evil"]
)
def test_joining_redirects_only_within_the_site(as_user, community, expert, back):
    answer = as_user(expert).post(at("community_join", community), {"next": back})
    assert (answer.status_code, answer.url) == (302, at("community_show", community))


def test_requesting_approval_and_withdrawing(as_user, closed, manager, expert):
    member, boss = as_user(expert), as_user(manager)
    member.post(at("community_join", closed), {"note": "I count frogs."})
    assert "You asked to join on" in html(member.get(at("community_show", closed)))
    assert "1 person would like to join." in html(boss.get(at("community_show", closed)))
    page = html(boss.get(at("members_show", closed)))
    assert "I count frogs." in page
    assert "I count frogs." not in html(as_user(_other(closed)).get(at("members_show", closed)))
    assert "Your request is withdrawn." in html(member.post(at("community_leave", closed), follow=True))
    assert state(closed, expert) == MemberState.LEFT
    member.post(at("community_join", closed), {"note": "Still counting."})
    decide = at("member_decide", closed, expert.public_id)
    assert "Expert is a member now." in html(boss.post(decide, {"decision": "approve"}, follow=True))
    assert state(closed, expert) == MemberState.ACTIVE


def _other(community):
    add_member(community, user := UserFactory())
    return user


def test_a_note_that_is_too_long_is_shown_again(as_user, closed, expert):
    page = html(as_user(expert).post(at("community_join", closed), {"note": "n" * 1_001}), 422)
    assert "n" * 1_001 in page
    assert not Membership.objects.filter(community=closed, user=expert).exists()


def test_a_declined_person_may_request_again(as_user, closed, manager, expert):
    member = as_user(expert)
    member.post(at("community_join", closed))
    as_user(manager).post(at("member_decide", closed, expert.public_id), {"decision": "decline"})
    page = html(member.get(at("community_show", closed)))
    assert "A manager declined your request." in page
    assert "Ask to join" in page


def test_leaving(as_user, community, captain):
    answer = as_user(captain).post(at("community_leave", community), follow=True)
    assert "You are no longer a member." in html(answer)
    assert state(community, captain) == MemberState.LEFT


def test_the_last_manager_stays(as_user, community, manager):
    page = html(as_user(manager).post(at("community_leave", community), follow=True))
    assert "This community has no other manager." in page
    page = html(as_user(manager).post(at("member_decide", community, manager.public_id),
                                      {"decision": "make_member"}, follow=True))  # fmt: skip
    assert "This community has no other manager." in page


def test_a_manager_appoints_and_removes_managers(as_user, community, manager, captain):
    boss, decide = as_user(manager), at("member_decide", community, captain.public_id)
    for decision, role in (("make_manager", MemberRole.MANAGER), ("make_member", MemberRole.MEMBER)):
        boss.post(decide, {"decision": decision})
        assert Membership.objects.get(community=community, user=captain).role == role
    assert boss.post(decide, {"decision": "crown"}).status_code == 422
    other = at("member_decide", community, UserFactory().public_id)
    assert boss.post(other, {"decision": "approve"}).status_code == 404


def test_removing_asks_for_confirmation(as_user, community, manager, captain, learner):
    boss, address = as_user(manager), at("member_remove", community, captain.public_id)
    assert f'href="{address}"' in html(boss.get(at("members_show", community)))
    assert "Remove <bdi>Captain</bdi>?" in html(boss.get(address))
    assert state(community, captain) == MemberState.ACTIVE
    html(boss.post(address, {"reason": "r" * 301}), 422)
    assert "Captain was removed" in html(boss.post(address, {"reason": "Selling."}, follow=True))
    assert state(community, captain) == MemberState.REMOVED
    page = html(as_user(captain).get(at("community_show", community)))
    assert "only a manager can approve you again" in page
    assert at("community_join", community) not in page
    assert as_user(learner).get(address).status_code == 404


@pytest.mark.parametrize("kind", ["community", "closed"])
def test_a_manager_approves_a_removed_member_again(request, as_user, manager, captain, kind):
    place = request.getfixturevalue(kind)
    place.memberships.filter(user=captain).update(state=MemberState.REMOVED, note="Selling.")
    removed, boss = '<h2 id="removed">', as_user(manager)
    page = html(boss.get(at("members_show", place)))
    assert "Selling." in page[page.index(removed) :]
    assert "Say who you are" not in html(as_user(captain).get(at("community_show", place)))
    boss.post(at("member_decide", place, captain.public_id), {"decision": "approve"})
    assert state(place, captain) == MemberState.ACTIVE
    assert removed not in html(boss.get(at("members_show", place)))


def test_members_do_not_see_who_was_removed(as_user, community, captain, learner):
    community.memberships.filter(user=captain).update(state=MemberState.REMOVED, note="Selling.")
    page = html(as_user(learner).get(at("members_show", community)))
    assert ("Captain" in page, "Selling." in page) == (False, False)


def test_a_manager_edits_the_description(as_user, client, community, manager):
    boss, words = (
        as_user(manager),
        {"name": "Mosses", "summary": "All of them.", "description": "## For\n\n*Us*"},
    )
    assert f'value="{community.name}"' in html(boss.get(at("community_edit", community)))
    assert boss.post(at("community_edit", community), words).url == at("community_show", community)
    page = html(client.get(at("community_show", community)))
    assert "Mosses</bdi></h1>" in page
    assert "<em>Us</em>" in page
    page = html(boss.post(at("community_edit", community), words | {"name": ""}), 422)
    assert "*Us*</textarea>" in page


def test_the_slug_is_case_insensitive(client, community):
    assert client.get(f"/en/communities/{community.slug.upper()}/").status_code == 200
    assert client.get("/en/communities/nowhere/").status_code == 404


def test_names_do_not_change_the_pages_direction(as_user, community, manager):
    add_member(community, UserFactory(display_name="<b>أمينة"))
    page = html(as_user(manager).get(at("members_show", community)))
    assert "<bdi>&lt;b&gt;أمينة</bdi>" in page


@pytest.mark.parametrize("role", ["manager", "stranger"])
def test_the_number_of_queries_is_fixed(request, as_user, community, learner, count_queries, role):
    client, counts = as_user(request.getfixturevalue(role)), []
    for _round in range(2):
        make_thread(community, learner)
        add_member(community, UserFactory())
        add_member(community, UserFactory(), state=MemberState.REQUESTED)
        CommunityFactory().tags.set([make_concept("countries"), make_concept("cbd-subjects")])
        addresses = (
            reverse("cop:communities_show"), at("community_show", community), at("members_show", community)
        )  # fmt: skip
        counts.append([count_queries(client, address) for address in addresses])
        counts[-1] = [count_queries(client, address) for address in addresses]
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 17
