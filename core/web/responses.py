"""Rendering pages with the headers that caches need, and answers that no cache keeps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from core.web.breadcrumbs import Breadcrumb
from core.web.caching.changes import KINDS
from core.web.caching.pages import allow_storing

NO_STORE = {"Cache-Control": "private, no-store"}  # headers of an answer that is one reader's alone


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int | None = None,
    shows: Iterable[str] = KINDS,
    at: Mapping[str, int] | None = None,
) -> HttpResponse:
    """Render a page of the site, which differs from reader to reader by its header at least.

    A shared cache never keeps a member's page, and the browser asks anew each time. A visitor's is stored
    (`core.web.caching.pages`) as long as the kinds of content it `shows`, and the things in `at`, stay as
    they are. The status is 422 when a form or formset in `context` was sent and refused, else 200; `status`
    overrides that. A view that saved redirects instead.
    """
    values = dict(context or {})
    response = render(request, template, values, status=status or (422 if _has_refused_form(values) else 200))
    patch_vary_headers(response, ("Cookie",))
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        allow_storing(request, shows, at)
    return response


def _has_refused_form(values: Mapping[str, Any]) -> bool:
    # By their type, so that what is evaluated only where a template needs it stays so.
    forms = [value for value in values.values() if issubclass(type(value), BaseForm | BaseFormSet)]
    return any(form.is_bound and not form.is_valid() for form in forms)


def render_admin_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    icon: str,
    breadcrumbs: Sequence[Breadcrumb] = (),
    status: int | None = None,
) -> HttpResponse:
    """Render a page inside Wagtail's admin; `breadcrumbs` lead from the admin's start to the page."""
    header = {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"url": crumb.url, "label": crumb.title} for crumb in breadcrumbs],
    }
    return render_page(request, template, {**context, **header}, status=status)


def is_script_request(request: HttpRequest) -> bool:
    """Return whether the page's script asks, and not the browser itself."""
    return request.headers.get("X-Requested-With") == "fetch"


def private_text(text: str) -> HttpResponse:
    """Answer a script with text that is this reader's alone."""
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", headers=NO_STORE)
    patch_vary_headers(response, ("Cookie", "X-Requested-With"))
    return response
