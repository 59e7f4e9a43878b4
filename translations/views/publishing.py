"""Publishing from the dashboard."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page

from core.base.joined_names import separator
from core.base.ratelimit import ratelimit
from core.web.access import requires
from core.web.requests import SignedInRequest
from translations.rules import may_use_dashboard
from translations.selectors.dashboard import Row, rows_of
from translations.services.publishing import CannotPublish, publish_page
from translations.views.dashboard import PER_PAGE, locale_or_404

PAGES_SHOWN = 20  # titles in a message: a file may hold every page of the site


@requires(may_use_dashboard)
@require_POST
@ratelimit("translations_publish", rate="30/m")
def pages_publish(request: SignedInRequest, code: str) -> HttpResponse:
    """Publish what is translated of the pages named by `page` (keys), and say where it is to be read.

    A page that was withdrawn is published only alone and with `again=1`.
    """
    locale = locale_or_404(request, code)
    asked = set(request.POST.getlist("page")[:PER_PAGE])
    rows = [row for row in rows_of(locale, request.user) if str(row.key) in asked]
    again = len(rows) == 1 and request.POST.get("again") == "1"
    published: list[Page] = []
    present: list[Page] = []
    for row in rows:
        try:
            page = publish_page(row.key, locale, by=request.user, again=again)
        except CannotPublish as error:
            messages.error(request, f"{row.source.title}: {error}")
        else:
            (published if page else present).append(page or row.target)
    if published:
        say_published(request, published)
    if present:
        text = _("Readers see all that is translated of %(pages)s already.")
        messages.info(request, format_html(text.replace("%(pages)s", "{}"), links_to(present)))
    if not rows:
        messages.warning(request, _("Choose at least one page that is ready to publish."))
    return _back(code, rows)


def _back(code: str, rows: list[Row]) -> HttpResponse:
    if len(rows) == 1:
        return redirect("translations:page_show", code, rows[0].key)
    return redirect("translations:language_show", code)


def say_published(request: HttpRequest, pages: list[Page]) -> None:
    """Show which pages were published, with links to them."""
    text = ngettext(
        "%(number)s page was published: %(pages)s",
        "%(number)s pages were published: %(pages)s",
        len(pages),
    )
    text = text.replace("%(number)s", str(len(pages))).replace("%(pages)s", "{}")
    messages.success(request, format_html(text, links_to(pages)))


def links_to(pages: Sequence[Page]) -> str:
    """Return links to the first `PAGES_SHOWN` of these published pages, by their titles."""
    links = [
        format_html('<a href="{}"><bdi>{}</bdi></a>', page.full_url, page.title)
        for page in pages[:PAGES_SHOWN]
    ]
    return format_html_join(separator(), "{}", ((link,) for link in with_ellipsis(links, pages)))


def with_ellipsis(shown: Sequence[str], of: Sequence[object]) -> Sequence[str]:
    """Return the list with an ellipsis at its end when it does not show all."""
    return [*shown, "…"] if len(of) > len(shown) else shown
