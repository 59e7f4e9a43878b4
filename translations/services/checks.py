"""Whether a file that was read fits the pages as they are now: every reason against it, with its line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from core.base.users import AbstractUser
from translations.exchange import Problem, ReadFile, ReadPage, ReadUnit
from translations.inline_markup import MarkupError, differences, html_of, plain, tokens_of
from translations.rules import may_publish, may_translate
from translations.selectors.exports import address_of
from translations.selectors.texts import SLUG, Text, limit_of, texts_of


@dataclass
class PageImport:
    """One page of a file, ready to be written."""

    source: Any  # the source page as its specific class
    target: Page
    line: int
    targets: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: dict[tuple[str, str], ReadUnit] = field(default_factory=dict)


@dataclass
class Checked:
    """The result for a file: the pages to write by page key, or problems; and the lines that are skipped."""

    page_imports: dict[UUID, PageImport] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    unfinished: list[int] = field(default_factory=list)


class Checker:
    """Checks one file from one language into another. The caller holds locks on the pages."""

    def __init__(
        self, file: ReadFile, source: Locale, locale: Locale, by: AbstractUser | None, *, publish: bool
    ) -> None:
        self.file, self.source, self.locale, self.by, self.publish = file, source, locale, by, publish
        self.checked = Checked()
        self._texts: dict[UUID, dict[tuple[str, str], Text]] = {}

    def check(self) -> Checked:
        """Return the result; nothing is written."""
        self._check_pages()
        self._check_units()
        return self.checked

    def _refuse(self, line: int, reason: str, unit: str = "") -> None:
        self.checked.problems.append(Problem(line, unit, reason))

    def _check_pages(self) -> None:
        keys = [page.key for page in self.file.pages]
        languages = (self.source.language_code, self.locale.language_code)
        pages = Page.objects.filter(translation_key__in=keys, locale__language_code__in=languages)
        by_place = {
            (page.translation_key, page.locale.language_code): page
            for page in pages.select_related("locale").specific()
        }
        begun = Translation.objects.filter(
            source__object_id__in=keys, target_locale=self.locale, enabled=True
        )
        copies = pages.filter(locale=self.locale, alias_of__isnull=False)
        first = dict(copies.values_list("translation_key", "alias_of__locale"))
        first |= dict(begun.values_list("source__object_id", "source__locale"))
        for page in self.file.pages:
            if page.key in self.checked.page_imports:
                self._refuse(page.line, _("This page is in the file twice."))
                continue
            source = by_place.get((page.key, self.source.language_code))
            target = by_place.get((page.key, self.locale.language_code))
            if reason := self._reason_against(page, source, target, first.get(page.key)):
                self._refuse(page.line, reason)
            else:
                self.checked.page_imports[page.key] = PageImport(source, target, page.line)  # type: ignore[arg-type]
                self._texts[page.key] = {text.key: text for text in texts_of(source, with_slug=True)}

    def _reason_against(self, page: ReadPage, source: Any, target: Page | None, first: int | None) -> str:
        """Return why the page cannot be translated from this file, or nothing.

        `first` is the locale its text comes from already: from a second one, texts would be lost.
        """
        if target is None or (source is None and first is None):
            return _("The page (%(address)s) is not there any more.") % {"address": page.address}
        if self.by is not None and not may_translate(self.by, target):
            return _("You may not translate this page (%(address)s).") % {"address": page.address}
        if source is None or not source.live:
            return _("The page (%(address)s) is no longer published.") % {"address": page.address}
        if (now := address_of(source)) != page.address:
            words = {"old": page.address, "now": now}
            return (
                _("The page has moved from %(old)s to %(now)s since the file was made. Export it again.")
                % words
            )
        if first is None:
            return _("The page is translated by hand here; a file would overwrite it.")
        if source.alias_of_id or source.locale_id != first:
            words = {"given": source.locale.language_code}
            return _("Nothing is translated from the language %(given)s.") % words
        if self.publish and self.by is not None and not may_publish(self.by, target):
            return _("You may not publish this page (%(address)s).") % {"address": page.address}
        return ""

    def _check_units(self) -> None:
        named = {page.key for page in self.file.pages}
        for unit in self.file.units:
            page_import = self.checked.page_imports.get(unit.page)
            if page_import is None:
                if unit.page not in named:
                    self._refuse(unit.line, _("The file does not say which page this belongs to."), unit.name)
            elif not unit.target.strip():
                self.checked.empty.append(unit.line)
            elif not unit.finished:
                self.checked.unfinished.append(unit.line)
            else:
                self._check_unit(page_import, unit)

    def _check_unit(self, page_import: PageImport, unit: ReadUnit) -> None:
        key = (unit.path, unit.source)
        if key not in self._texts[unit.page]:
            self._refuse(unit.line, self._why_unknown(page_import, unit), unit.name)
        elif key in page_import.targets:
            self._refuse(unit.line, _("This text is in the file twice."), unit.name)
        elif reasons := list(self._reasons_against_text(page_import, unit)):
            for reason in reasons:
                self._refuse(unit.line, reason, unit.name)
        else:
            page_import.targets[key] = html_of(tokens_of(unit.target))
            page_import.lines[key] = unit

    def _why_unknown(self, page_import: PageImport, unit: ReadUnit) -> str:
        if any(path == unit.path for path, _source in self._texts[unit.page]):
            return _("The source text has changed since the file was made. Export the page again.")
        return _("The page no longer has this text. Export the page again.")

    def _reasons_against_text(self, page_import: PageImport, unit: ReadUnit) -> Iterable[str]:
        try:
            target = tokens_of(unit.target)
        except MarkupError as error:
            yield str(error)
            return
        yield from differences(tokens_of(unit.source), target)
        limit = limit_of(page_import.source, unit.path)
        length = len(plain(unit.target))
        if limit and length > limit:
            words = {"length": length, "limit": limit}
            yield _("It has %(length)s characters; there is room for %(limit)s.") % words
        if unit.path == SLUG and unit.target != unit.source:
            yield _("The address of a page cannot be changed by a file.")
