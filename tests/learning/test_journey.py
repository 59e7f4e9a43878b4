"""A new member takes a course with plain links and forms only."""

import re

import pytest

from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def link(response, words):
    """Return the URL of the link with this text."""
    page = response.content.decode()
    return next(
        url
        for url, text in re.findall(r'<a[^>]* href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
        if words in " ".join(re.sub(r"<[^>]+>", "", text).split())
    )


def send(client, response, words):
    """Send the form whose button has this text, as a browser without scripts does."""
    for form in re.findall(r'<form method="post".*?</form>', response.content.decode(), re.DOTALL):
        if words in form:
            action = re.search(r'action="([^"]*)"', form)[1]
            hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
            return client.post(action, hidden, follow=True)
    raise AssertionError(f"No form says {words!r}.")


def test_from_the_catalogue_to_the_last_lesson_and_back(client, course, lessons, learner):
    catalogue = client.get(course.get_parent().get_url())
    page = client.get(link(catalogue, "The essentials"))
    sign_in = link(page, "I have an account").replace("&amp;", "&")
    page = client.post(sign_in, {"login": learner.email, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == f"{course.get_url()}?enrol=1"
    page = send(client, page, "Take this course")
    page = client.get(link(page, f"Begin: {lessons[0].title}"))
    page = send(client, page, "I have read this")
    assert page.redirect_chain == [(lessons[1].get_url(), 302)]
    page = client.get(course.get_url())
    page = client.get(link(page, f"Continue: {lessons[1].title}"))
    page = send(client, page, "I have read this")
    page = send(client, page, "I have read this")
    assert "you have read the whole course" in page.content.decode()
    page = send(client, client.get(lessons[1].get_url()), "Mark as not read")
    page = client.get(course.get_url())
    assert "2 of 3 lessons read; about 10 minutes left" in page.content.decode()
    assert link(page, f"Continue: {lessons[1].title}") == lessons[1].get_url()
