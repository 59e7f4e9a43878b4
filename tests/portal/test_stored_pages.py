"""Each kind of content that changes is on the next page a visitor asks for, although pages are stored."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from cop.models import Community, Thread
from cop.services import add_post, edit_post, hide_post
from portal.models import HomePage, SiteChromeText
from tests.factories.cop import CommunityFactory, make_thread
from tests.factories.learning import make_course
from tests.factories.portal import AnnouncementFactory, make_page
from tests.factories.vocabularies import make_concept

pytestmark = pytest.mark.django_db


def read(client: Client, path: str) -> str:
    """Return the page, which is stored then."""
    first = client.get(path)
    assert first.status_code == 200
    assert client.get(path).content == first.content
    return first.content.decode()


@pytest.fixture
def community(db: object, manager: User, learner: User) -> Community:
    return CommunityFactory(name="Mangroves", managers=[manager], members=[learner])


@pytest.fixture
def thread(community: Community, learner: User) -> Thread:
    return make_thread(community, learner, title="Who keeps the portal?")


def test_a_page_that_is_published_renamed_and_unpublished(home: HomePage, client: Client) -> None:
    page = make_page(home, title="First name", slug="about", show_in_menus=True)
    assert "First name" in read(client, "/en/")
    page.title = "Second name"
    page.save_revision().publish()
    assert "Second name" in read(client, "/en/about/")
    assert "Second name" in read(client, "/en/"), "in the navigation"
    page.unpublish()
    assert client.get("/en/about/").status_code == 404
    assert "Second name" not in read(client, "/en/")


def test_a_draft_changes_nothing_and_clears_nothing(home: HomePage, client: Client) -> None:
    page = make_page(home, title="Published", slug="about")
    read(client, "/en/about/")
    page.title = "Draft"
    page.save_revision()
    stored = client.get("/en/about/")
    assert "Draft" not in stored.content.decode()
    assert stored.context is None, "the page was still stored"


def test_a_page_that_becomes_private_is_closed_at_once(home: HomePage, client: Client) -> None:
    from wagtail.models import PageViewRestriction

    page = make_page(home, title="About", slug="about")
    read(client, "/en/about/")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/en/about/").status_code == 302


def test_the_name_of_the_site_an_announcement_and_a_course(home: HomePage, client: Client) -> None:
    read(client, "/en/")
    SiteChromeText.objects.update(title="Another name")
    assert "Another name" in read(client, "/en/")
    AnnouncementFactory(text="Closed on Sunday")
    assert "Closed on Sunday" in read(client, "/en/")
    course = make_course(home, lessons=1)
    assert course.title in read(client, "/en/")


def test_a_concept(client: Client, home: HomePage) -> None:
    concept = make_concept("rivers", "R1", labels={"en": "River"})
    path = f"/en/vocabularies/rivers/{concept.identifier}/"
    assert "River" in read(client, path)
    concept.labels.update(text="Stream")
    assert "Stream" in read(client, path)


def test_a_community_and_its_threads(client: Client, home: HomePage, thread: Thread, learner: User) -> None:
    community = thread.community
    paths = ["/en/", "/en/communities/", f"/en/communities/{community.slug}/"]
    pages = {path: read(client, path) for path in paths}
    Community.objects.update(name="Peatlands")
    assert all("Peatlands" in read(client, path) for path in paths)
    assert not any("Peatlands" in page for page in pages.values())
    make_thread(community, learner, title="A second thread")
    assert all("A second thread" in read(client, path) for path in (paths[0], paths[2]))


def test_what_happens_in_a_thread(client: Client, home: HomePage, thread: Thread, manager: User) -> None:
    path = f"/en/threads/{thread.public_id}/"
    read(client, path)
    post = add_post(thread, by=manager, body="A first answer", key=uuid4())
    assert "A first answer" in read(client, path)
    edit_post(post, by=manager, body="A better answer", revision=0, key=uuid4())
    assert "A better answer" in read(client, path)
    hide_post(post, by=manager, reason="Off topic")
    assert "A better answer" not in client.get(path).content.decode()


def test_a_member_who_changes_their_name(
    client: Client, home: HomePage, thread: Thread, learner: User
) -> None:
    path = f"/en/threads/{thread.public_id}/"
    assert learner.display_name in read(client, path)
    User.objects.filter(pk=learner.pk).update(display_name="Ana Tavares")
    assert "Ana Tavares" in read(client, path)
