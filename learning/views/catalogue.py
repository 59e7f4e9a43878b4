"""The catalogue."""

from django.http import HttpRequest, HttpResponse

from core.access import public
from learning.models import CoursesPage
from learning.selectors import entries
from learning.views.pages import answer


@public
def catalogue_show(request: HttpRequest, page: CoursesPage) -> HttpResponse:
    """Show the courses of this site in this language."""
    context = {"page": page, "entries": entries(page, request.user)}
    return answer(request, "learning/catalogue_show.html", context)
