"""What all views share: rendering with cache headers, breadcrumbs, pages of lists, limited forms."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from core.web.breadcrumbs import Breadcrumb, of_pages
from core.web.form_limits import check_limit
from core.web.pagination import page_number, page_or_404, page_or_nearest
from core.web.responses import is_script_request, private_text, render_admin_page, render_page

pytestmark = pytest.mark.django_db  # the context processors use it
FACTORY = RequestFactory()


class AgeForm(forms.Form):
    """A form with one number."""

    age = forms.IntegerField()


def request_of(user: Any = None, **data: str) -> HttpRequest:
    """Return a request with these values in its query string."""
    request = FACTORY.get("/", data)
    request.user = user or AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("form", "status"), [(AgeForm(), 200), (AgeForm({"age": "old"}), 422), (AgeForm({"age": "7"}), 200)]
)
def test_a_page_with_a_refused_form_answers_422(form: AgeForm, status: int) -> None:
    assert render_page(request_of(), "422.html", {"form": form}).status_code == status
    assert render_page(request_of(), "422.html", {"form": form}, status=409).status_code == 409


def test_a_members_page_is_not_in_shared_caches(django_user_model: Any) -> None:
    of_visitor = render_page(request_of(), "422.html")
    assert (of_visitor["Vary"], of_visitor.get("Cache-Control")) == ("Cookie", None)
    of_member = render_page(request_of(django_user_model()), "422.html")
    assert of_member["Vary"] == "Cookie"
    assert set(of_member["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_a_page_of_the_admin_has_title_icon_and_breadcrumbs(admin_templates: Any) -> None:
    path = [Breadcrumb("Jobs", "/admin/jobs/"), Breadcrumb("Job 7")]
    answer = render_admin_page(request_of(), "header.html", {}, title="Job 7", icon="tasks", breadcrumbs=path)
    assert answer.content.decode().split() == ["Job", "7", "tasks", "Jobs:/admin/jobs/", "Job", "7:"]


@pytest.fixture
def admin_templates(tmp_path: Any, settings: Any) -> Any:
    """A template that prints the variables of Wagtail's header."""
    items = "{% for item in breadcrumbs_items %}{{ item.label }}:{{ item.url }} {% endfor %}"
    text = "{{ header_title }} {{ header_icon }} " + items
    (tmp_path / "header.html").write_text(text, "utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    return tmp_path


def test_a_response_to_a_script_is_not_cached() -> None:
    answer = private_text("Text")
    assert answer["Cache-Control"] == "private, no-store"
    assert set(answer["Vary"].split(", ")) == {"Cookie", "X-Requested-With"}
    assert is_script_request(FACTORY.get("/", headers={"X-Requested-With": "fetch"}))
    assert not is_script_request(FACTORY.get("/"))


@pytest.mark.parametrize("value", ["0", "-1", "1.0", "one", "٣", "12345678", " 1", "1e3"])
def test_an_invalid_page_number_is_404(value: str) -> None:
    with pytest.raises(Http404):
        page_number(request_of(page=value))


def test_a_list_shows_the_named_page() -> None:
    rows = list(range(25))
    assert page_number(request_of()) is None
    assert page_or_404(request_of(), rows, 10).object_list == rows[:10]
    assert page_or_404(request_of(page="3"), rows, 10).object_list == rows[20:]
    assert page_or_404(FACTORY.post("/", {"page": "2"}), rows, 10).object_list == rows[10:20]
    with pytest.raises(Http404):
        page_or_404(request_of(page="4"), rows, 10)
    assert list(page_or_404(request_of(), [], 10)) == [], "an empty list has one page"


def test_the_admin_shows_the_nearest_page() -> None:
    rows = list(range(25))
    shown = {value: page_or_nearest(request_of(page=value), rows, 10).number for value in ("2", "99", "x")}
    assert shown == {"2": 2, "99": 3, "x": 1}


def test_breadcrumbs_of_pages_name_the_language_of_each_title() -> None:
    def page(title: str, code: str) -> Any:
        locale = SimpleNamespace(language_code=code)
        url = f"/{title}/"
        return SimpleNamespace(title=title, alias_of_id=None, locale=locale, get_url=lambda request: url)

    assert of_pages(request_of(), [page("Courses", "en")], page("L'essentiel", "fr")) == [
        Breadcrumb("Courses", "/Courses/", "en"),
        Breadcrumb("L'essentiel", "", "fr"),
    ]


def test_a_rate_limited_form_is_shown_with_the_reason() -> None:
    def send() -> tuple[AgeForm, Any]:
        form = AgeForm({"age": "7"})
        return form, check_limit(request_of(), form, "tests.form", "2/m")

    assert [send()[1] for _turn in range(2)] == [None, None]
    form, limit = send()
    answer = limit.respond(HttpResponse("the form"))
    assert (answer.status_code, answer.content) == (429, b"the form")
    assert 0 < int(answer["Retry-After"]) <= 60
    with translation.override("en"):
        assert form.non_field_errors() == [
            "You have posted a lot in a short time. Send it again in 1 minute."
        ]
    assert form.data["age"] == "7", "nothing is lost"
