"""Files out and in."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.models import Locale, Page

from core.base.joined_names import join_names
from core.base.ratelimit import READING, ratelimit
from core.web.access import requires
from core.web.breadcrumbs import Breadcrumb
from core.web.requests import SignedInRequest
from core.web.responses import NO_STORE
from translations.enums import FileKind, GlossaryKind, State
from translations.exchange import FileRefused
from translations.files import CONTENT_TYPES, LARGEST, write_file
from translations.files.glossary import write_csv, write_tbx
from translations.forms import ImportForm
from translations.language_tags import bcp47_tag, gettext_name
from translations.rules import may_use_dashboard
from translations.selectors.dashboard import Row, rows_of
from translations.selectors.exports import make_bundle
from translations.selectors.glossary import glossary_of
from translations.selectors.texts import texts_of_pages
from translations.services import ImportReport, import_file
from translations.views.dashboard import locale_or_404, render_desk, row_or_404
from translations.views.publishing import PAGES_SHOWN, say_published

SHOWN = 200  # reasons on one page
LINES_SHOWN = 30  # numbers of lines in a message


@requires(may_use_dashboard)
@require_safe
@ratelimit("translations_export", rate="30/m", methods=READING)
def file_export(request: HttpRequest, code: str) -> HttpResponse:
    """Return a file: `?kind=` po or xlf; `?page=` a page's key, with `&below=1` also all below it; without a
    page, all that is left of the language."""
    locale = locale_or_404(request, code)
    kind = _choice(FileKind, request.GET.get("kind", ""))
    rows = [row for row in rows_of(locale, request.user) if not row.by_hand]
    key = request.GET.get("page", "")
    name = "all"
    if key:
        row = row_or_404(rows, _uuid(key))
        below = row.source.path if request.GET.get("below") == "1" else None
        rows = [other for other in rows if other is row or (below and other.source.path.startswith(below))]
        name = row.source.slug
    sources = _of_one_language([row for row in rows if key or row.left])
    content = write_file(make_bundle(sources, locale, only_left=not key), FileKind(kind)) if sources else b""
    if not sources or len(content) > LARGEST:
        wrong = _("Nothing is left to translate.") if not sources else _("That is too much for one file.")
        messages.warning(request, wrong)
        return redirect("translations:language_show", code)
    tag = gettext_name(code) if kind == FileKind.PO else bcp47_tag(code)
    return _download(content, CONTENT_TYPES[FileKind(kind)], f"{name}.{tag}.{kind}")


def _of_one_language(rows: list[Row]) -> list[Page]:
    """Return the sources written in the language most of them are written in: a file has one of them."""
    languages = [row.source.locale_id for row in rows]
    most = max(set(languages), key=languages.count, default=None)
    return [row.source for row in rows if row.source.locale_id == most]


@requires(may_use_dashboard)
@require_safe
@ratelimit("translations_export", rate="30/m", methods=READING)
def glossary_export(request: HttpRequest, code: str) -> HttpResponse:
    """Return the glossary of all that is to be translated into a language: `?kind=` csv or tbx."""
    locale = locale_or_404(request, code)
    kind = _choice(GlossaryKind, request.GET.get("kind", ""))
    sources = _of_one_language(rows_of(locale, request.user))
    strings = [text.source for texts in texts_of_pages(sources).values() for text in texts]
    language = sources[0].locale.language_code if sources else ""
    terms, tag = glossary_of(strings, language, code), bcp47_tag(code)
    if kind == GlossaryKind.CSV:
        return _download(write_csv(terms, language, code), "text/csv; charset=utf-8", f"glossary.{tag}.csv")
    return _download(write_tbx(terms, bcp47_tag(language), tag), "application/x-tbx", f"glossary.{tag}.tbx")


@requires(may_use_dashboard)
@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit("translations_import", rate="20/m")
def file_import(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a translated file in; a refused one is answered with every reason (422)."""
    locale = locale_or_404(request, code)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    refusal: FileRefused | None = None
    if form.is_bound and form.is_valid():
        try:
            report = import_file(
                form.cleaned_data["file"].read(),
                by=request.user,
                language=code,
                publish=form.cleaned_data["publish"],
            )
        except FileRefused as error:
            refusal = error
        else:
            _say(request, report)
            return redirect("translations:language_show", code)
    problems = refusal.problems if refusal else []
    context = {
        "form": form,
        "problems": problems[:SHOWN],
        "more": max(len(problems) - SHOWN, 0),
        "number": len(problems),
    }
    refused = bool(problems) or (form.is_bound and not form.is_valid())
    return _show_import(request, locale, context, refused=refused)


def _show_import(
    request: HttpRequest, locale: Locale, context: dict[str, object], *, refused: bool
) -> HttpResponse:
    title, url = _("Import a file"), reverse("translations:language_show", args=[locale.language_code])
    path = [Breadcrumb(locale.get_display_name(), url), Breadcrumb(title)]
    context |= {"locale": locale}
    status = 422 if refused else 200
    return render_desk(request, "translations/file_import.html", title, context, *path, status=status)


def _say(request: HttpRequest, report: ImportReport) -> None:
    """Show what was imported, in one message for each kind."""
    pages = join_names([row.title for row in report.pages if row.written], most=PAGES_SHOWN)
    words = {"number": report.written, "pages": pages}
    if report.written:
        text = ngettext(
            "%(number)s string was imported, for: %(pages)s.",
            "%(number)s strings were imported, for: %(pages)s.",
            report.written,
        )
        messages.success(request, text % words)
    else:
        messages.warning(request, _("The file contains nothing new."))
    if report.published:
        say_published(request, [row.page for row in report.pages if row.published])
    elif report.written:
        address = reverse("translations:language_show", args=[report.locale.language_code])
        button = messages.button(f"{address}?state={State.READY}", _("Show what is ready to publish"))
        messages.info(request, _("Readers do not see it yet."), buttons=[button])
    if report.withdrawn:
        text = _("Not published again, as somebody unpublished it or it expired: %(pages)s.")
        names = join_names([page.title for page in report.withdrawn], most=PAGES_SHOWN)
        messages.warning(request, text % {"pages": names})
    for lines, text in _left_out(report):
        messages.info(request, text % {"number": len(lines), "lines": join_names(lines, most=LINES_SHOWN)})
    for problem in report.kept[:20]:
        messages.warning(request, str(problem))


def _left_out(report: ImportReport) -> list[tuple[list[int], str]]:
    """Return the lines that were left out with what is said of them; nothing for what there is none of."""
    empty = ngettext(
        "%(number)s string is empty and was left out: line %(lines)s.",
        "%(number)s strings are empty and were left out: lines %(lines)s.",
        len(report.empty),
    )
    unfinished = ngettext(
        "%(number)s string is marked as not finished and was left out: line %(lines)s.",
        "%(number)s strings are marked as not finished and were left out: lines %(lines)s.",
        len(report.unfinished),
    )
    return [
        (lines, text) for lines, text in ((report.empty, empty), (report.unfinished, unfinished)) if lines
    ]


def _choice(choices: type[FileKind] | type[GlossaryKind], value: str) -> str:
    if value not in choices.values:
        raise Http404
    return value


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Http404 from None


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": str(disposition), **NO_STORE}
    return HttpResponse(content, content_type=content_type, headers=headers)
