"""What there is to translate: for each page of a language its state and the words that are left."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    LocaleSynchronization,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)

from core.base.users import AnyUser
from translations.enums import State
from translations.rules import pages_of
from translations.selectors.texts import Text, texts_of_pages
from translations.selectors.withdrawn import is_withdrawn


@dataclass(frozen=True)
class Row:
    """One page of a language. `left` and `words` are words of the source text; `changed` is when the
    source was published or a string translated, whichever came later. `unpublished` says that readers do
    not see all that is translated."""

    source: Page
    target: Page
    state: State
    words: int
    left: int
    changed: datetime | None
    by_hand: bool = False
    unpublished: bool = False

    @property
    def key(self) -> UUID:
        """The page's key in all languages."""
        return self.source.translation_key

    @property
    def depth(self) -> int:
        """How many levels it is below the home page."""
        return max(self.source.depth - 2, 0)


@dataclass
class Summary:
    """A language: pages and words by state. The words of what is translated are all its words, else those
    left."""

    locale: Locale
    pages: Counter[State] = field(default_factory=Counter)
    words: Counter[State] = field(default_factory=Counter)

    @property
    def states(self) -> list[tuple[State, int, int]]:
        """State, pages, words; in the order in which a translator works."""
        return [(state, self.pages[state], self.words[state]) for state in State]


@dataclass
class _Known:
    """What was translated of one page: strings by (path, source), and when the last one was."""

    strings: dict[tuple[str, str], bool] = field(default_factory=dict)
    newest: datetime | None = None


def languages_of(user: AnyUser) -> list[Locale]:
    """Return the languages in which the user may translate pages, by code."""
    ids = pages_of(user).filter(depth__gt=1).order_by().values_list("locale_id", flat=True).distinct()
    return list(Locale.objects.filter(pk__in=list(ids)).order_by("language_code"))


def rows_of(locale: Locale, user: AnyUser) -> list[Row]:
    """Return the pages the user may translate into `locale`, in the order of the source's tree.

    The number of queries does not depend on the number of pages.
    """
    targets = list(pages_of(user).filter(locale=locale, depth__gt=1).select_related("alias_of"))
    begun = {
        row.source.object_id: row
        for row in Translation.objects.filter(target_locale=locale, enabled=True).select_related("source")
    }
    sources = _sources_of(targets, begun, locale)
    known, made = _known(locale), _made(locale)
    texts = texts_of_pages(sources.values())
    rows = [
        _row(
            sources[page.pk],
            page,
            texts.get(sources[page.pk].pk, []),
            known.get(page.translation_key) or _Known(),
            begun.get(page.translation_key),
            made,
        )
        for page in targets
        if page.pk in sources
    ]
    return sorted(rows, key=lambda row: row.source.path)


def summary_of(locale: Locale, rows: Iterable[Row]) -> Summary:
    """Count pages and words by state."""
    found = Summary(locale)
    for row in rows:
        found.pages[row.state] += 1
        found.words[row.state] += row.words if row.state in (State.READY, State.DONE) else row.left
    return found


def _sources_of(targets: list[Page], begun: dict[UUID, Translation], locale: Locale) -> dict[int, Page]:
    """Return the published source of each page by the page's id; what has none, or is one, is left out."""
    sync = LocaleSynchronization.objects.filter(locale=locale).values_list("sync_from_id", flat=True).first()
    first = set(TranslationSource.objects.filter(locale=locale).values_list("object_id", flat=True))
    wanted: dict[int, tuple[UUID, int | None]] = {}
    for page in targets:
        key = page.translation_key
        if key in begun:
            wanted[page.pk] = (key, begun[key].source.locale_id)
        elif page.alias_of_id:
            wanted[page.pk] = (key, page.alias_of.locale_id)
        elif key not in first:
            wanted[page.pk] = (key, sync)
    keys = {key for key, _language in wanted.values()}
    live = Page.objects.filter(translation_key__in=keys, live=True, alias_of__isnull=True)
    found = live.exclude(locale=locale).select_related("locale")
    pages = {(page.translation_key, page.locale_id): page for page in found}
    return {pk: pages[place] for pk, place in wanted.items() if place in pages}


def _known(locale: Locale) -> dict[UUID, _Known]:
    found: dict[UUID, _Known] = {}
    rows = StringTranslation.objects.filter(locale=locale, context__isnull=False)
    for key, path, source, wrong, updated in rows.values_list(
        "context__object_id", "context__path", "translation_of__data", "has_error", "updated_at"
    ):
        known = found.setdefault(key, _Known())
        known.strings[path, source] = not wrong
        known.newest = max(known.newest or updated, updated)
    return found


def _made(locale: Locale) -> dict[int, datetime]:
    """Return when the page in this language was last made from its strings, by source id."""
    logs = TranslationLog.objects.filter(locale=locale).order_by().values_list("source_id")
    return dict(logs.annotate(at=Max("created_at")))


def _row(
    source: Page,
    target: Page,
    texts: list[Text],
    known: _Known,
    begun: Translation | None,
    made: dict[int, datetime],
) -> Row:
    words = sum(text.words for text in texts)
    changed = max(filter(None, (source.last_published_at, known.newest)), default=None)
    if begun is None and not target.alias_of_id:
        late = (source.last_published_at, target.last_published_at)
        state = State.STALE if all(late) and late[0] > late[1] else State.DONE
        state = State.WITHDRAWN if is_withdrawn(target) else state
        return Row(source, target, state, words, 0, changed, by_hand=True)
    left = [text for text in texts if not known.strings.get(text.key)]
    behind = _shows_earlier_source(source, target, begun, made)
    unpublished = behind or not _shows_all(target, known, begun, made)
    if target.alias_of_id and len(left) == len(texts):
        state, unpublished = State.NEW, False
    elif is_withdrawn(target):
        state = State.WITHDRAWN
    elif left:
        state = State.STALE if behind or _has_former_wording(texts, left, known) else State.MISSING
    else:
        state = State.READY if unpublished else State.DONE
    number = sum(text.words for text in left)
    return Row(source, target, state, words, number, changed, unpublished=unpublished)


def _shows_all(target: Page, known: _Known, begun: Translation | None, made: dict[int, datetime]) -> bool:
    """Return whether the page was published after its last string was translated."""
    if begun is None or not target.live or target.alias_of_id or target.has_unpublished_changes:
        return False
    made_at = made.get(begun.source_id)
    return made_at is not None and (known.newest is None or known.newest <= made_at)


def _has_former_wording(texts: list[Text], left: list[Text], known: _Known) -> bool:
    """Return whether a string that is left was translated in an earlier wording."""
    current = {text.key for text in texts}
    earlier = {path for path, words in known.strings if (path, words) not in current}
    return any(text.path in earlier for text in left)


def _shows_earlier_source(
    source: Page, target: Page, begun: Translation | None, made: dict[int, datetime]
) -> bool:
    """Return whether the source was published after the page was last made from it."""
    if begun is None or target.alias_of_id or not source.last_published_at:
        return False
    seen = min(begun.source.last_updated_at, made.get(begun.source_id) or begun.source.last_updated_at)
    return source.last_published_at > seen
