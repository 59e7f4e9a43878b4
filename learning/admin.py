"""What editors see of learning beside their pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.web.access import editor
from core.web.responses import render_page
from learning.selectors import enrolment_counts


@editor
@require_safe
def enrolments_report(request: HttpRequest) -> HttpResponse:
    """Show how many take each course, over all its languages: numbers, no names."""
    return render_page(request, "learning/enrolments_report.html", {"counts": enrolment_counts()})
