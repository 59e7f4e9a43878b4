"""Which answers are stored for visitors, and under what they are found again."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from core.web.caching.changes import CONTENT, DISCUSSION, record
from core.web.caching.pages import SECONDS, PageCacheMiddleware, allow_storing, limit_lifetime

pytestmark = pytest.mark.django_db
View = Callable[[HttpRequest], HttpResponse]


def numbered(prepare: Callable[[HttpRequest, HttpResponse], None] | None = None) -> View:
    """Return a view whose n-th answer is the number n."""
    asked = [0]

    def view(request: HttpRequest) -> HttpResponse:
        asked[0] += 1
        response = HttpResponse(str(asked[0]))
        allow_storing(request, [CONTENT])
        if prepare:
            prepare(request, response)
        return response

    return view


def ask(view: View, path: str = "/en/about/", **headers: str) -> HttpResponse:
    cookie = headers.pop("cookie", "")
    request = RequestFactory().get(path, headers=headers)
    if cookie:
        name, _equals, value = cookie.partition("=")
        request.COOKIES[name] = value
    request.user = AnonymousUser()
    answer = PageCacheMiddleware(view)(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_page_is_stored_until_its_content_changes() -> None:
    view = numbered()
    assert [ask(view).content for _time in range(3)] == [b"1", b"1", b"1"]
    record(DISCUSSION)
    assert ask(view).content == b"1"
    record(CONTENT)
    assert ask(view).content == b"2"


def test_a_page_that_shows_another_thing_is_stored_while_that_keeps_its_version() -> None:
    from core.realtime.log import open_space
    from core.realtime.models import Space

    space = open_space("test", "00000000-0000-0000-0000-000000000001")  # type: ignore[arg-type]
    view = numbered(lambda request, response: allow_storing(request, [], {f"space:{space.pk}": 0}))
    assert [ask(view).content for _time in range(2)] == [b"1", b"1"]
    Space.objects.filter(pk=space.pk).update(last=1)
    assert [ask(view).content for _time in range(2)] == [b"2", b"3"], "it says that it is older than that"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/en/about/", {"cookie": "sessionid=x"}),
        ("/en/about/", {"cookie": "messages=x"}),
        ("/en/about/", {"cookie": "anything=x"}),
        ("/en/about/", {"authorization": "Basic eDp5"}),
        ("/en/about/?q=words", {}),
        ("/robots.txt", {}),
        ("/en/about/", {"host": "elsewhere.example"}),
    ],
)
def test_what_may_depend_on_who_asks_is_never_stored(path: str, headers: dict[str, str]) -> None:
    view = numbered()
    assert [ask(view, path, **dict(headers)).content for _time in range(2)] == [b"1", b"2"]


@pytest.mark.parametrize(
    "prepare",
    [
        lambda request, response: response.set_cookie("a", "b"),
        lambda request, response: get_token(request),
        lambda request, response: setattr(response, "status_code", 404),
        lambda request, response: response.headers.setdefault("Vary", "Accept-Language"),
        lambda request, response: delattr(request, "_page_shows"),
    ],
    ids=["cookie", "token", "status", "vary", "not by render_page"],
)
def test_an_answer_that_is_not_for_everybody_is_not_stored(
    prepare: Callable[[HttpRequest, HttpResponse], None],
) -> None:
    view = numbered(prepare)
    assert [ask(view).content for _time in range(2)] == [b"1", b"2"]


def test_each_way_of_reading_has_its_own_answer() -> None:
    view = numbered()
    ways: list[tuple[str, dict[str, str]]] = [
        ("/en/about/", {}),
        ("/fr/about/", {}),
        ("/en/about/?page=2", {}),
        ("/en/about/?text=ar", {}),
        ("/en/about/", {"cookie": "text_language=ar"}),
        ("/en/about/", {"save-data": "on"}),
        ("/en/about/", {"host": "localhost"}),
        ("/en/about/", {"accept-encoding": "gzip"}),
        ("/en/about/", {"accept-encoding": "gzip, br"}),
    ]
    answers = [ask(view, path, **dict(headers)).content for path, headers in ways]
    assert len(set(answers)) == len(ways)
    assert [ask(view, path, **dict(headers)).content for path, headers in ways] == answers
    assert ask(view, "/en/about/", cookie="text_language=nonsense").content == answers[0]


def test_a_browser_that_has_the_page_is_told_so_in_few_bytes() -> None:
    view = numbered()
    first = ask(view)
    again = ask(view, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    record(CONTENT)
    assert ask(view, **{"if-none-match": first["ETag"]}).status_code == 200


def test_shared_caches_may_keep_what_editors_publish_and_must_ask_about_discussions() -> None:
    published = ask(numbered())["Cache-Control"]
    assert set(published.split(", ")) == {"public", "max-age=0", "s-maxage=5"}
    discussed = ask(numbered(lambda request, _: allow_storing(request, [CONTENT, DISCUSSION])), "/en/talk/")
    assert discussed["Cache-Control"] == "public, no-cache"


def test_what_ends_by_the_clock_is_stored_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.web.caching import pages

    stored: list[float] = []

    class Cache:
        def get(self, key: str) -> None:
            return None

        def set(self, key: str, value: object, seconds: float) -> None:
            stored.append(seconds)

    monkeypatch.setattr(pages, "cache", Cache())
    ask(numbered())
    ask(numbered(lambda request, _: (limit_lifetime(request, 30), limit_lifetime(request, 90))))  # type: ignore[arg-type]
    assert stored == [SECONDS, 30]
