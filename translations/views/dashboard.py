"""What there is to translate: by language, by page, by string."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from core.base.users import AnyUser
from core.web.access import requires
from core.web.breadcrumbs import Breadcrumb
from core.web.pagination import page_or_nearest
from core.web.responses import render_admin_page
from translations.enums import FileKind, GlossaryKind, State
from translations.forms import RowsForm
from translations.rules import may_publish, may_use_dashboard, publishable_by
from translations.selectors.dashboard import Row, languages_of, rows_of, summary_of
from translations.selectors.exports import make_bundle
from translations.selectors.glossary import glossary_of

PER_PAGE = 50
ICON = "wagtail-localize-language"


def locale_or_404(request: HttpRequest, code: str) -> Locale:
    """Return the language, when the reader may translate into it."""
    for locale in languages_of(request.user):
        if locale.language_code == code:
            return locale
    raise Http404


def row_or_404(rows: list[Row], key: UUID) -> Row:
    """Return the row of a page."""
    for row in rows:
        if row.key == key:
            return row
    raise Http404


def render_desk(
    request: HttpRequest,
    template: str,
    title: str,
    context: dict[str, Any],
    *path: Breadcrumb,
    status: int | None = None,
) -> HttpResponse:
    """Render a page of the translation dashboard; `path` are the breadcrumbs below the dashboard itself."""
    breadcrumbs = [Breadcrumb(_("Translation dashboard"), reverse("translations:dashboard_show")), *path]
    return render_admin_page(
        request, template, context, title=title, icon=ICON, breadcrumbs=breadcrumbs, status=status
    )


@requires(may_use_dashboard)
@require_safe
def dashboard_show(request: HttpRequest) -> HttpResponse:
    """Show each language with its pages and words by state."""
    found = [(locale, rows_of(locale, request.user)) for locale in languages_of(request.user)]
    summaries = [summary_of(locale, rows) for locale, rows in found if rows]
    title = _("Translation dashboard")
    return render_desk(request, "translations/dashboard_show.html", title, {"summaries": summaries})


@requires(may_use_dashboard)
@require_safe
def language_show(request: HttpRequest, code: str) -> HttpResponse:
    """List a language's pages: `?state=`, `?q=` (part of a title) and `?below=` (a page's key) narrow it."""
    locale = locale_or_404(request, code)
    rows = rows_of(locale, request.user)
    form = RowsForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    above = next((row for row in rows if row.key == asked.get("below")), None)
    kept = _narrowed(rows, asked.get("state") or "", asked.get("q") or "", above)
    name = locale.get_display_name()
    page = page_or_nearest(request, kept, PER_PAGE)
    context = {
        "locale": locale,
        "summary": summary_of(locale, rows),
        "form": form,
        "above": above,
        "page": page,
        "publishable": _publishable(request.user, page),
        "only_ready": asked.get("state") == State.READY,
        "query": _query(request),
        "kinds": FileKind,
        "glossary_kinds": GlossaryKind,
    }
    return render_desk(request, "translations/language_show.html", name, context, Breadcrumb(name))


def _publishable(user: AnyUser, rows: Iterable[Row]) -> set[int]:
    """Return the ids of the pages that are ready to publish and that the user may publish."""
    ready = [row.target.pk for row in rows if row.state == State.READY]
    return set(publishable_by(user).filter(pk__in=ready).values_list("pk", flat=True))


def _narrowed(rows: list[Row], state: str, words: str, above: Row | None) -> list[Row]:
    folded = words.casefold()
    return [
        row
        for row in rows
        if (not state or row.state == State(state))
        and (folded in row.source.title.casefold() or folded in row.target.title.casefold())
        and (above is None or row.source.path.startswith(above.source.path))
    ]


def _query(request: HttpRequest) -> str:
    """Return the question without the number of the page, for the links to other pages."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


@requires(may_use_dashboard)
@require_safe
def page_show(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Show the strings of a page beside their translations, with the glossary of what occurs in them."""
    locale = locale_or_404(request, code)
    rows = rows_of(locale, request.user)
    row = row_or_404(rows, key)
    bundle = make_bundle([row.source], locale)
    units = bundle.pages[0].units if bundle.pages else []
    name = locale.get_display_name()
    above = Breadcrumb(name, reverse("translations:language_show", args=[code]))
    source = row.source.locale.language_code
    context = {
        "locale": locale,
        "source_language": source,
        "row": row,
        "units": units,
        "terms": bundle.glossary or glossary_of([unit.source for unit in units], source, code),
        "has_more": any(other is not row and other.source.path.startswith(row.source.path) for other in rows),
        "may_publish": row.unpublished and may_publish(request.user, row.target),
        "is_translated": row.target.live and not row.target.alias_of_id,
        "kinds": FileKind,
    }
    return render_desk(
        request, "translations/page_show.html", row.source.title, context, above, Breadcrumb(row.source.title)
    )
