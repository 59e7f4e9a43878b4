"""Taking a translators' file in: checked whole, written whole, or refused with every reason."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from core.base import audit
from core.base.users import AbstractUser
from translations.exchange import FileRefused, Problem, ReadFile, refused
from translations.files import read_file
from translations.language_tags import match_language
from translations.selectors.withdrawn import is_withdrawn
from translations.services.checks import Checked, Checker, PageImport
from translations.services.writing import is_published, keep_slug, publish_translation, write_strings


@dataclass(frozen=True)
class PageReport:
    """What an import did to one page. `page` is the one in the target language."""

    page: Page
    title: str
    written: int
    published: bool


@dataclass
class ImportReport:
    """What an import did. `empty` and `unfinished` are the lines of the strings that were left out;
    `kept` are strings that somebody changed here after the file was made; `withdrawn` are the pages that
    were to be published and stay withdrawn."""

    locale: Locale
    pages: list[PageReport] = field(default_factory=list)
    written: int = 0
    unchanged: int = 0
    empty: list[int] = field(default_factory=list)
    unfinished: list[int] = field(default_factory=list)
    kept: list[Problem] = field(default_factory=list)
    withdrawn: list[Page] = field(default_factory=list)

    @property
    def published(self) -> int:
        """How many pages were published."""
        return sum(page.published for page in self.pages)

    @property
    def touched(self) -> int:
        """How many pages got new strings."""
        return sum(page.written > 0 for page in self.pages)


def import_file(
    content: bytes, *, by: AbstractUser | None = None, language: str = "", publish: bool = False
) -> ImportReport:
    """Take in a PO or XLIFF file that was exported from here.

    `by` is who does it, with their rights on each page (None: the site itself); `language` the code the
    file must be for (empty: whatever it says). With `publish` each page that changed is published,
    save those that were withdrawn.
    FileRefused, with every reason and its line, when anything is wrong; then nothing has been written.
    The same file again changes nothing.
    """
    file = read_file(content)
    source, locale = _locales(file, language)
    with transaction.atomic():
        # Whoever comes second waits here, and then finds the strings of the first.
        keys = {page.key for page in file.pages}
        list(Page.objects.select_for_update().filter(translation_key__in=keys).order_by("pk").values("pk"))
        checked = Checker(file, source, locale, by, publish=publish).check()
        if checked.problems:
            raise FileRefused(checked.problems)
        report = _write(checked, file, locale, by, publish=publish)
        _audit(report, by)
    return report


def _locales(file: ReadFile, language: str) -> tuple[Locale, Locale]:
    """Return the languages translated from and into; FileRefused when the file is for others."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    target = match_language(file.target_language, locales)
    given = {"given": file.target_language or "?"}
    if language and (target is None or target != match_language(language, locales)):
        words = given | {"wanted": language}
        raise refused(file.line, _("The file is for the language %(given)s, not for %(wanted)s.") % words)
    if target is None:
        raise refused(file.line, _("This site has no pages in the language %(given)s.") % given)
    source = match_language(file.source_language, locales)
    if source is None or source == target:
        given = {"given": file.source_language or "?"}
        raise refused(file.line, _("Nothing is translated from the language %(given)s.") % given)
    return locales[source], locales[target]


def _write(
    checked: Checked, file: ReadFile, locale: Locale, by: AbstractUser | None, *, publish: bool
) -> ImportReport:
    report = ImportReport(locale, empty=checked.empty, unfinished=checked.unfinished)
    made_at = _time(file.made_at)
    for page_import in checked.page_imports.values():
        if page_import.targets:
            _write_page(page_import, report, by, publish=publish, made_at=made_at)
    report.kept.sort()
    return report


def _write_page(
    page_import: PageImport,
    report: ImportReport,
    by: AbstractUser | None,
    *,
    publish: bool,
    made_at: datetime | None,
) -> None:
    targets = keep_slug(page_import.source, page_import.targets)
    written = write_strings(page_import.source, report.locale, targets, by=by, not_after=made_at)
    report.written += written.changed
    report.unchanged += written.unchanged
    for key in written.kept:
        if unit := page_import.lines.get(key):
            reason = _("Somebody has changed this translation here since the file was made; it was kept.")
            report.kept.append(Problem(unit.line, unit.name, reason))
    page, published = page_import.target, False
    if publish and is_withdrawn(page):
        report.withdrawn.append(page)
    elif publish and not is_published(written.translation):
        page, published = _publish(page_import, written.translation, by), True
    report.pages.append(PageReport(page, page_import.source.title, written.changed, published))


def _publish(page_import: PageImport, translation: Any, by: AbstractUser | None) -> Page:
    try:
        return publish_translation(translation, by=by)
    except ValidationError as error:
        reason = _("The page cannot take these texts: %(reason)s")
        said = " ".join(error.messages)
        raise refused(page_import.line, reason % {"reason": said}) from error


def _time(value: str) -> datetime | None:
    try:
        found = parse_datetime(value)
    except ValueError:
        return None
    if found is None or found > timezone.now() + timedelta(minutes=5):
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _audit(report: ImportReport, by: AbstractUser | None) -> None:
    if report.written or report.published:
        detail = {
            "language": report.locale.language_code,
            "strings": report.written,
            "pages": [str(row.page.translation_key) for row in report.pages if row.written or row.published],
            "published": report.published,
        }
        audit.record("translations.imported", by=by, subject=report.locale, detail=detail)
