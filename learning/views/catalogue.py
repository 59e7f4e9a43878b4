"""The catalogue."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.web.access import public
from core.web.responses import render_page
from learning.models import CoursesPage
from learning.selectors import COURSE_FACETS, entries
from vocabularies.facets import redirect_to_clean_address


@public
@require_safe
def catalogue_show(request: HttpRequest, page: CoursesPage) -> HttpResponse:
    """Show the courses of this site in this language that the address asks for.

    An address with empty or repeated parts, or with merged concepts, is led to its clean form.
    """
    filters = COURSE_FACETS.filter(entries(page, request.user), request.GET)
    if clean := redirect_to_clean_address(request, filters):
        return clean
    return render_page(request, "learning/catalogue_show.html", {"page": page, "filters": filters})
