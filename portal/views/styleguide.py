"""The style guide: each component in its states."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web.access import public
from core.web.components import samples
from core.web.responses import render_page


@public
@require_safe
def styleguide_show(request: HttpRequest) -> HttpResponse:
    """Show every component with a sample."""
    return render_page(
        request, "portal/styleguide_show.html", {"samples": samples(), "moment": timezone.now()}
    )
