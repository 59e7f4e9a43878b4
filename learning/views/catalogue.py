"""The catalogue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.web.access import public
from learning.models import CoursesPage
from learning.selectors import filter_catalogue
from learning.views.pages import answer, is_preview


@public
@require_safe
def catalogue_show(request: HttpRequest, page: CoursesPage) -> HttpResponse:
    """Show the courses of this site in this language that the address asks for.

    An address with empty or repeated parts, or with merged concepts, is led to its clean form.
    """
    filters = filter_catalogue(page, request.user, request.GET)
    if not filters.is_clean and not is_preview(request):
        return redirect(f"{request.path}?{filters.query}" if filters.query else request.path)
    return answer(request, "learning/catalogue_show.html", {"page": page, "filters": filters})
