"""All vocabularies, and one of them: as a tree, or as a list to be narrowed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.web.access import public
from core.web.pagination import page_or_404
from core.web.responses import render_page
from vocabularies.facets.concept_filter import ConceptFilter, NoSuchGroup
from vocabularies.models import Concept, Scheme
from vocabularies.selectors import schemes as selectors
from vocabularies.uris import scheme_page, scheme_uri
from vocabularies.views.lookups import breadcrumbs, scheme_or_404

OWN_ORDER = 40  # concepts in a list up to which its own order says more than the alphabet


@public
@require_safe
def schemes_show(request: HttpRequest) -> HttpResponse:
    """Show all vocabularies."""
    context = {"schemes": selectors.schemes_in_use(), "breadcrumbs": []}
    return render_page(request, "vocabularies/schemes_show.html", context)


@public
@require_safe
def scheme_show(request: HttpRequest, scheme: str) -> HttpResponse:
    """Show a vocabulary; another letter case of its key is redirected to the right one."""
    found = scheme_or_404(scheme)
    if found.key != scheme:
        return redirect(scheme_page(found.key), permanent=True)
    size = Concept.objects.filter(scheme=found).current().count()
    context: dict[str, Any] = {
        "scheme": found,
        "size": size,
        "breadcrumbs": breadcrumbs(found),
        "data": scheme_uri(found.key),
    }
    shown = _tree if selectors.is_tree(found) else _list
    return render_page(request, "vocabularies/scheme_show.html", context | shown(request, found, size))


def _tree(request: HttpRequest, scheme: Scheme, size: int) -> dict[str, Any]:
    if size <= selectors.SHORT:
        return {"branches": selectors.whole_tree(scheme)}
    page = page_or_404(request, selectors.top_concepts(scheme), selectors.ROOTS)
    return {"branches": selectors.branches_of(list(page)), "page": page, "here": "?"}


def _list(request: HttpRequest, scheme: Scheme, size: int) -> dict[str, Any]:
    try:
        narrowing = ConceptFilter(scheme, request.GET)
    except NoSuchGroup as error:
        raise Http404 from error
    rows: Any = Concept.objects.filter(scheme=scheme).current()
    if narrowing.letter:
        rows = selectors.beginning_with(rows, scheme, narrowing.letter)
    narrowed, groups = narrowing.apply(rows)
    kept = narrowed.by_name().select_related("scheme")
    if size <= OWN_ORDER:
        kept = kept.order_by("position", "identifier")
    letters = selectors.first_letters(scheme) if size > OWN_ORDER else []
    return {
        "page": page_or_404(request, kept, selectors.ROWS),
        "here": narrowing.address(),
        "groups": groups,
        "letters": [(letter, narrowing.address(letter=letter)) for letter in letters],
        "all_letters": narrowing.address(letter=""),
        "letter": narrowing.letter,
        "narrowed": narrowing.is_any,
    }
