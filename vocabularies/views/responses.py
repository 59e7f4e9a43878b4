"""What the views of vocabularies share: answers, lookups, pages of long lists, the way here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from vocabularies.models import Scheme
from vocabularies.uris import scheme_page

Crumb = dict[str, str]


def answer(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Render a page whose frame differs from reader to reader."""
    response = render(request, template, dict(context))
    patch_vary_headers(response, ("Cookie",))
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def scheme_or_404(key: str) -> Scheme:
    """Return the scheme, whatever the letter case; Http404 when there is none."""
    scheme = Scheme.objects.filter(key__iexact=key).first()
    if scheme is None:
        raise Http404
    return scheme


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int) -> Page[Any]:
    """Return the page of a long list that `?page=` names; Http404 for one that is not there."""
    asked = request.GET.get("page", "1")
    pages = Paginator(rows, size)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 8 and 1 <= int(asked) <= pages.num_pages):
        raise Http404
    return pages.page(int(asked))


def crumbs(scheme: Scheme | None = None, *here: str) -> list[Crumb]:
    """Return the way from all vocabularies to what is shown; without `here` that is the scheme itself."""
    way = [{"title": _("Vocabularies"), "url": reverse("vocabularies:schemes_show")}]
    if scheme is not None:
        way.append({"title": scheme.title, "url": scheme_page(scheme.key) if here else ""})
    return [*way, *({"title": title, "url": ""} for title in here)]
