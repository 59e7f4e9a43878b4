"""A concept's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.web.access import public
from core.web.pagination import page_or_404
from core.web.responses import render_page
from vocabularies.selectors import concepts as selectors
from vocabularies.uris import concept_page, concept_uri
from vocabularies.views.lookups import breadcrumbs, concept_or_404

NARROWER = 100  # narrower concepts on one page


@public
@require_safe
def concept_show(request: HttpRequest, scheme: str, identifier: str) -> HttpResponse:
    """Show a concept. Another letter case leads on for good; what was replaced, until it is restored."""
    concept = concept_or_404(scheme, identifier)
    if concept.replaced_by is not None:
        return redirect(concept_page(concept.replaced_by))
    if (concept.scheme.key, concept.identifier) != (scheme, identifier):
        return redirect(concept_page(concept), permanent=True)
    detail = selectors.detail_of(concept)
    context = {
        "concept": concept,
        "names": detail.names,
        "definition": detail.definition,
        "broader": detail.broader,
        "narrower": page_or_404(request, detail.narrower, NARROWER),
        "related": detail.related,
        "replaces": detail.replaces,
        "facts": selectors.facts_of(concept),
        "tagged_groups": selectors.tagged_groups(concept, request),
        "data": concept_uri(concept.scheme.key, concept.identifier),
        "breadcrumbs": breadcrumbs(concept.scheme, concept.name),
    }
    return render_page(request, "vocabularies/concept_show.html", context)
