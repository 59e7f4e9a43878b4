"""Announcements in a reader's language, at a moment, without those the reader put away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

SESSION_KEY = "announcements_put_away"


@dataclass(frozen=True)
class Notice:
    """An announcement in one language; `lang` is set when its words are in another than was asked for."""

    public_id: str
    kind: str
    text: str
    lang: str
    link_url: str
    link_text: str
    from_at: datetime
    until_at: datetime | None


def notices(
    rows: Iterable[Any],
    pages: dict[int, Any],
    address: Callable[[str], str],
    language: str,
    request: HttpRequest,
) -> tuple[Notice, ...]:
    """Return the announcements with their words in `language`, else in the site's first language."""
    found = []
    for row in rows:
        texts = {text.language: text for text in row.texts.all()}
        text = texts.get(language) or texts.get(settings.LANGUAGE_CODE) or next(iter(texts.values()), None)
        if text is None:
            continue
        page = pages.get(row.page_id)
        found.append(
            Notice(
                public_id=str(row.public_id),
                kind=row.kind,
                text=text.text,
                lang="" if text.language == language else text.language,
                link_url=page.get_url(request) if page else address(row.address) if row.address else "",
                link_text=text.link_text or (page.title if page else ""),
                from_at=row.from_at,
                until_at=row.until_at,
            )
        )
    return tuple(found)


def shown_at(found: Iterable[Notice], now: datetime, put_away: Iterable[str] = ()) -> list[Notice]:
    """Return those whose time includes `now` (start included, end excluded) and that were not dismissed."""
    gone = set(put_away)
    return [
        notice
        for notice in found
        if notice.from_at <= now
        and (notice.until_at is None or now < notice.until_at)
        and notice.public_id not in gone
    ]


def seconds_to_change(found: Iterable[Notice], now: datetime) -> float | None:
    """Return in how many seconds the next of them begins or ends; None when none will."""
    times = [time for notice in found for time in (notice.from_at, notice.until_at) if time and time > now]
    return (min(times) - now).total_seconds() if times else None
