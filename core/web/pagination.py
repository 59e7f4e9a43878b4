"""Pages of long lists, by the `page` that the address or the form names."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

DIGITS = 7  # of a page number


def page_number(request: HttpRequest) -> int | None:
    """Return the number that `page` names, from 1; None when it names none. Http404 for what is no number."""
    value = request.GET.get("page") or request.POST.get("page") or ""
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > DIGITS or int(value) < 1:
        raise Http404
    return int(value)


def page_or_404(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int) -> Page[Any]:
    """Return the page of the list that `page` names, without a name the first; Http404 if it is not there."""
    paginator, number = Paginator(rows, size), page_number(request) or 1
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)


def page_or_nearest(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int) -> Page[Any]:
    """Return the page that `page` names or the nearest there is: in the admin rows go while one works."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
