"""The catalogue."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.access import public
from learning.models import CoursesPage
from learning.selectors import entries
from learning.views.pages import answer


@public
@require_safe
def catalogue_show(request: HttpRequest, page: CoursesPage) -> HttpResponse:
    """Show the courses of this site in this language."""
    context = {"page": page, "entries": entries(page, request.user)}
    return answer(request, "learning/catalogue_show.html", context)
