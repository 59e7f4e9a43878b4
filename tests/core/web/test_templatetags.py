"""The template tags every page may use."""

from dataclasses import replace

import pytest
from django.template import Context
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from core.web.breadcrumbs import Breadcrumb
from core.web.templatetags.core import LONGEST_UNBROKEN, keep_slashes, navigation_links
from portal.selectors.site_chrome import Link

HOME, COURSES, COURSE = (
    Link("Home", "/en/"),
    Link("Courses", "/en/courses/"),
    Link("Frogs", "/en/courses/frogs/"),
)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Frogs and toads", "Frogs and toads"),
        ("Access/benefit sharing", '<span class="nowrap">Access/benefit</span> sharing'),
        ("a/b  c/d", '<span class="nowrap">a/b</span>  <span class="nowrap">c/d</span>'),
        ("<b>/&", '<span class="nowrap">&lt;b&gt;/&amp;</span>'),
        ("<b> & /", "&lt;b&gt; &amp; /"),
        (mark_safe("<i>a/b</i>"), "<i>a/b</i>"),
        (
            "a/" + "b" * (LONGEST_UNBROKEN - 2),
            f'<span class="nowrap">a/{"b" * (LONGEST_UNBROKEN - 2)}</span>',
        ),
        ("a/" + "b" * (LONGEST_UNBROKEN - 1), "a/" + "b" * (LONGEST_UNBROKEN - 1)),
        ("", ""),
    ],
)
def test_words_joined_by_a_slash_stay_together(title: str, shown: str) -> None:
    assert keep_slashes(title) == shown


@pytest.mark.parametrize(
    ("marked", "urls", "current"),
    [
        (None, [], []),
        (None, ["/en/courses/"], ["Courses"]),
        (None, ["/en/", "/en/courses/"], ["Courses"]),
        (None, ["/en/elsewhere/"], []),
        ("Courses", [], ["Courses"]),
        ("Courses", ["/en/"], ["Courses"]),
        ("Courses", ["/en/courses/frogs/"], ["Frogs"]),
        ("Home", ["/en/courses/"], ["Courses"]),
    ],
)
def test_the_link_with_the_longest_address_is_current(
    marked: str | None, urls: list[str], current: list[str]
) -> None:
    links = [Link(link.title, link.url, current=link.title == marked) for link in (HOME, COURSES, COURSE)]
    context = Context({"navigation": links, "breadcrumbs": [Breadcrumb("", url) for url in urls]})
    found = navigation_links(context)
    assert [link.url for link, _current in found] == [link.url for link in links]
    assert [(link.title, value) for link, value in found if value] == [(title, "true") for title in current]


def test_the_link_to_the_current_page_is_marked_as_current(rf: RequestFactory) -> None:
    context = Context({"navigation": [replace(COURSES, current=True)], "request": rf.get(COURSES.url)})
    assert [current for _link, current in navigation_links(context)] == ["page"]


def test_a_page_without_navigation_has_no_links() -> None:
    assert navigation_links(Context()) == []
