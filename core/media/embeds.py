"""What editors embed (oEmbed), fetched through SafeFetch from the few providers that are allowed."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import nh3
from django.utils import timezone
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder
from wagtail.embeds.oembed_providers import ted, vimeo, youtube

from core.base.safe_fetch import FetchError, SafeFetch

PROVIDERS = (youtube, vimeo, ted)
FETCH = SafeFetch(
    hosts=("www.youtube.com", "vimeo.com", "www.vimeo.com", "www.ted.com"), max_bytes=256 * 1024, seconds=8
)
FRAMES = frozenset({"www.youtube.com", "www.youtube-nocookie.com", "player.vimeo.com", "embed.ted.com"})
TYPES = ("video", "rich")
LONGEST_SIDE = 10_000  # pixels
LONGEST_KEPT = timedelta(days=30)


class SafeOEmbedFinder(OEmbedFinder):  # type: ignore[misc]
    """Finds embeds as Wagtail's own finder does, but calls and keeps only what is allowed.

    Of the provider's HTML its frame is kept, when it is one of `FRAMES`. `fetch` is replaced in tests only.
    """

    def __init__(
        self, providers: Sequence[dict[str, Any]] = PROVIDERS, options: Any = None, fetch: SafeFetch = FETCH
    ) -> None:
        super().__init__(providers, options)
        self.fetch = fetch

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, Any]:
        """Return the fields of a Wagtail embed; EmbedNotFoundException when there is none to be had."""
        endpoint = self._get_endpoint(url)
        if endpoint is None:
            raise EmbedNotFoundException("No provider for this address.")
        sizes = {"maxwidth": max_width, "maxheight": max_height}
        asked = {
            **self.options,
            "url": url,
            "format": "json",
            **{name: size for name, size in sizes.items() if size},
        }
        try:
            answer = self.fetch.get(f"{endpoint}?{urlencode(asked)}")
        except FetchError as error:
            raise EmbedNotFoundException(f"Request failed: {error}") from error
        if answer.status != 200:
            raise EmbedNotFoundException(f"The provider answered {answer.status}.")
        return _embed(_parse(answer.text))


def _parse(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EmbedNotFoundException("The provider's answer is not JSON.") from error
    if not isinstance(fields, dict) or fields.get("type") not in TYPES:
        raise EmbedNotFoundException("The provider's answer is no film and no frame.")
    return fields


def _embed(fields: dict[str, Any]) -> dict[str, Any]:
    html = clean_frame(_text(fields, "html"))
    if not html:
        raise EmbedNotFoundException("The provider's answer has no frame that may be shown.")
    thumbnail = _text(fields, "thumbnail_url")
    embed = {
        "title": _text(fields, "title"),
        "author_name": _text(fields, "author_name"),
        "provider_name": _text(fields, "provider_name"),
        "type": fields["type"],
        "thumbnail_url": thumbnail if thumbnail.startswith("https://") else "",
        "width": _side(fields.get("width")),
        "height": _side(fields.get("height")),
        "html": html,
    }
    age = fields.get("cache_age")
    if isinstance(age, int | str) and str(age).isascii() and str(age).isdigit():
        seconds = min(int(str(age)[:9]), LONGEST_KEPT.total_seconds())
        embed["cache_until"] = timezone.now() + timedelta(seconds=seconds)
    return embed


def clean_frame(html: str) -> str:
    """Return only the frames of the HTML that lead to `FRAMES` by HTTPS; "" when there is none."""
    cleaned = nh3.clean(
        html,
        tags={"iframe"},
        clean_content_tags={"script", "style"},
        attributes={"iframe": {"src", "width", "height", "title", "allowfullscreen"}},
        attribute_filter=_keep_source,
        url_schemes={"https"},
        link_rel=None,
    )
    return cleaned if 'src="' in cleaned else ""


def _keep_source(tag: str, name: str, value: str) -> str | None:
    if name != "src":
        return value
    try:
        return value if urlsplit(value).netloc in FRAMES else None
    except ValueError:
        return None


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.replace("\x00", "")[:5000] if isinstance(value, str) else ""


def _side(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 < value <= LONGEST_SIDE else None
