"""Embeds come from a few providers through SafeFetch, and only their iframes are kept."""

import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders import get_finders

from core.base.safe_fetch import Fetched, Refused, SafeFetch, TooLarge
from core.media.embeds import LONGEST_KEPT, SafeOEmbedFinder, clean_frame

FILM = "https://www.youtube.com/watch?v=abc"
FRAME = '<iframe width="200" src="https://www.youtube.com/embed/abc" title="Mangroves"></iframe>'


class Provider(SafeFetch):
    """A fetcher with responses from memory instead of the network."""

    answer: Any = Fetched("", 200, {}, b"")
    asked: str = ""

    def get(self, url: str, headers: Any = None) -> Fetched:
        object.__setattr__(self, "asked", url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[no-any-return]


def provider(answer: Any) -> Provider:
    fetch = Provider(hosts=())
    if isinstance(answer, dict):
        answer = json.dumps(answer)
    if isinstance(answer, str):
        answer = Fetched("", 200, {}, answer.encode())
    object.__setattr__(fetch, "answer", answer)
    return fetch


def test_a_film_is_found_and_only_its_frame_is_kept() -> None:
    html = f"<p onclick=x()>Hi</p><script>x()</script>{FRAME[:-10]} onload=x() srcdoc='<b>'></iframe>"
    html = html.replace('title="Mangroves">', 'title="Mangroves"')
    fetch = provider({"type": "video", "title": "Mangroves", "html": html, "width": 200, "cache_age": 10**12})
    found = SafeOEmbedFinder(fetch=fetch).find_embed(FILM, max_width=200)
    assert fetch.asked == (
        "https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabc&format=json&maxwidth=200"
    )
    assert found["html"] == f"Hi{FRAME}"
    assert (found["title"], found["width"], found["height"]) == ("Mangroves", 200, None)
    assert found["cache_until"] <= timezone.now() + LONGEST_KEPT


@pytest.mark.parametrize(
    "answer",
    [
        Refused("not public"),
        TooLarge("too large"),
        Fetched("", 404, {}, b"{}"),
        "no json",
        "[" * 100_000,
        "[]",
        {"html": FRAME},
        {"type": "photo", "url": "https://evil.example/x.png"},
        {"type": "video", "html": None},
        {"type": "video", "html": "<iframe src='https://evil.example/'></iframe>"},
        {"type": "video", "html": "<iframe src='http://www.youtube.com/embed/abc'></iframe>"},
        {"type": ["video"], "html": FRAME},
    ],
    ids=str,
)
def test_an_embed_that_cannot_be_shown_is_not_found(answer: Any) -> None:
    with pytest.raises(EmbedNotFoundException):
        SafeOEmbedFinder(fetch=provider(answer)).find_embed(FILM)


@pytest.mark.parametrize(
    "source",
    [
        "//evil.example/",
        "javascript:x()",
        "https://www.youtube.com@evil.example/",
        "https://[",
        "data:text/html,x",
    ],
)
def test_a_frame_of_another_host_is_not_kept(source: str) -> None:
    assert clean_frame(f'<iframe src="{source}"></iframe>') == ""


def test_only_the_allowed_providers_are_requested() -> None:
    [finder] = get_finders()
    assert isinstance(finder, SafeOEmbedFinder)
    assert finder.accept(FILM)
    for url in ("http://169.254.169.254/", "http://www.hulu.com/watch/1", "https://evil.example/watch?v=1"):
        assert not finder.accept(url)


def test_a_provider_with_a_private_address_is_refused() -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["169.254.169.254"]

    finder = SafeOEmbedFinder(fetch=SafeFetch(hosts=["www.youtube.com"], resolver=inside))
    with pytest.raises(EmbedNotFoundException, match="not public"):
        finder.find_embed(FILM)


@pytest.mark.django_db
def test_the_admin_shows_that_no_embed_was_found(client: Any, admin: Any) -> None:
    client.force_login(admin)
    answer = client.post(reverse("wagtailembeds:chooser_upload"), {"embed-chooser-url": "http://127.0.0.1/"})
    assert "Cannot find an embed for this URL." in answer.json()["html"]
