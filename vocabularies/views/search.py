"""Finding concepts: a plain page, and answers for the element that finds while one types."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core.base.ratelimit import READING, ratelimit
from core.web.access import public
from core.web.responses import render_page
from vocabularies.models import Scheme
from vocabularies.selectors.names import LENGTH, find_concepts
from vocabularies.views.lookups import breadcrumbs

SUGGESTED, LISTED = 20, 60
FRESH = 60  # seconds a browser may keep a suggestion
TYPING = "600/m"  # a fast typist asks four times a second; a whole class may share one address


def _schemes(request: HttpRequest) -> list[str]:
    """Return the scheme keys asked for: `schemes=a,b`, or several of them."""
    asked = ",".join(request.GET.getlist("schemes")[:50])
    return [key for key in asked[:1000].split(",") if key]


@public
@require_safe
@ratelimit("vocabularies.find", rate="120/m", methods=READING)
def concepts_find(request: HttpRequest) -> HttpResponse:
    """Show what a query finds, in one vocabulary or in all."""
    query, keys = request.GET.get("q", "")[:LENGTH].strip(), _schemes(request)
    context = {
        "query": query,
        "found": find_concepts(query, schemes=keys, limit=LISTED),
        "limit": LISTED,
        "schemes": Scheme.objects.all(),
        "chosen": keys,
        "breadcrumbs": breadcrumbs(),
    }
    return render_page(request, "vocabularies/concepts_find.html", context)


@public
@require_safe
@ratelimit("vocabularies.suggest", rate=TYPING, methods=READING)
def concepts_suggest(request: HttpRequest) -> JsonResponse:
    """Return up to `limit` (20 at most) concepts in use as JSON, the best first; `q`, `schemes` as above."""
    asked = request.GET.get("limit", "")
    limit = (
        min(int(asked), SUGGESTED) if asked.isascii() and asked.isdigit() and len(asked) < 5 else SUGGESTED
    )
    found = find_concepts(request.GET.get("q", ""), schemes=_schemes(request), limit=max(limit, 1))
    concepts = [
        {
            "id": str(one.public_id),
            "scheme": one.scheme,
            "scheme_title": one.scheme_title,
            "name": one.name,
            "language": one.language,
            "notation": one.notation,
            **({"matched": one.matched} if one.matched else {}),
        }
        for one in found
    ]
    response = JsonResponse({"concepts": concepts})
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    return response
