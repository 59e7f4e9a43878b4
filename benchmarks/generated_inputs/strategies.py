"""Hypothesis strategies for what people and attackers type and upload: scripts, controls, damaged files."""

import io
from typing import Any

from hypothesis import strategies as st
from PIL import Image

WORDS = (
    "biodiversity",
    "İstanbul",
    "straße",
    "ﬁeld",
    "Ελλάδα",
    "Россия",
    "مياه",
    "שלום",
    "पानी",
    "湿地",
    "湖泊。",
    "ភាសា",
    "ግዕዝ",
    "Oʻzbek",
    "Hawaiʻi",
    "ǃXóõ",
    "Jose\u0301",
    "👩🏽‍🔬",
    "«forêt»",
    "１２３",
    "٣٤٥",
)
CONTROLS = (
    "\x00",
    "\x07",
    "\x0b",
    "\x0c",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\r",
    "\r\n",
    "\n\n",
    "\t",
    "\u2028",
    "\ufeff",
    "\u200b",
    "\u200d",
    "\u00ad",
    "\u2060",
    "\u202e",
    "\u202d",
    "\u2066",
    "\u2067",
    "\u2069",
    "\U000e0041",
    "\ud800",
    "\udfff",
    "\ufffe",
    "\U0010ffff",
    "\u0301" * 40,
)
MARKUP = (
    "**",
    "*",
    "_",
    "`",
    "```\n",
    "~~~",
    "# ",
    "- ",
    "1. ",
    "> " * 30,
    "| a | b |\n|---|---|\n| c |",
    "[x](y)",
    "[x](javascript:alert(1))",
    "![](data:text/html,x)",
    "<script>alert(1)</script>",
    "<b",
    "</p>",
    "<!--",
    "&#0;",
    "&amp",
    "\\",
    "[" * 60,
    "(" * 60,
    "http://[::1",
    "https://example.org/ä(b)",
    "mailto:a@b",
    "---\n",
    "    code",
)
QUOTES = (
    "'",
    '"',
    "''",
    '"""',
    "’",
    "ʻ",
    "ʼ",
    "´",
    "%",
    "%s",
    "{0}",
    "${x}",
    "' OR 1=1 --",
    "NEAR(",
    "*",
    "^",
    ":",
)
NUMBERS = ("0", "-1", "9" * 30, "1e999", "NaN", "2147483648", "9223372036854775808", "0x10", "1,5", "٠")
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(CONTROLS),
    st.sampled_from(MARKUP),
    st.sampled_from(QUOTES),
    st.sampled_from(NUMBERS),
    st.just(" "),
    st.text(max_size=6),
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)
SHORT_TEXTS = st.lists(PIECES, max_size=4).map("".join)
LONG_TEXTS = st.one_of(
    TEXTS,
    st.tuples(PIECES, st.integers(100, 3000)).map(lambda piece: piece[0] * piece[1]),
    st.just(" " * 500),
)
HOSTS = st.one_of(
    st.sampled_from(
        ["example.org", "EXAMPLE.ORG", "exämple.org", "例え.jp", "a.b", "x" * 300 + ".org", "[127.0.0.1]", ""]
    ),
    SHORT_TEXTS,
)
ADDRESSES = st.one_of(
    st.tuples(st.integers(0, 10**9), HOSTS).map(lambda parts: f"person{parts[0]}@{parts[1]}"),
    st.tuples(SHORT_TEXTS, st.sampled_from(["@", "@@", "＠", ""]), HOSTS).map("".join),
    TEXTS,
)


def mostly(valid: str, odd: Any) -> Any:
    """Return valid values three times in four, so that one invalid field does not hide another."""
    return st.integers(0, 3).flatmap(lambda dice: odd if dice == 3 else st.just(valid))


SIGN_UPS = st.fixed_dictionaries(
    {
        "display_name": mostly("Wanjiru Kamau", st.one_of(SHORT_TEXTS, LONG_TEXTS)),
        "email": ADDRESSES,
        "password1": mostly("forest-and-river-22", TEXTS),
        "consent": mostly("on", SHORT_TEXTS),
        "time_zone": mostly("Africa/Nairobi", SHORT_TEXTS),
    }
)
POSTS = st.fixed_dictionaries(
    {
        "title": mostly("A question", st.one_of(SHORT_TEXTS, LONG_TEXTS)),
        "body": LONG_TEXTS,
        "language": mostly("ar", SHORT_TEXTS),
        "key": st.one_of(st.uuids().map(str), SHORT_TEXTS),
    }
)
SCHEMES = st.sampled_from(["countries", "gbf-targets", "no-such", ""])
SEARCHES = st.fixed_dictionaries(
    {"q": TEXTS},
    optional={
        "schemes": st.one_of(st.lists(st.one_of(SCHEMES, SHORT_TEXTS), max_size=4).map(",".join), LONG_TEXTS),
        "limit": st.one_of(st.sampled_from(NUMBERS), st.integers(-1, 99_999).map(str), SHORT_TEXTS),
        # The view reads none of these.
        "scheme": SHORT_TEXTS,
        "language": SHORT_TEXTS,
        "page": SHORT_TEXTS,
        "target": SHORT_TEXTS,
    },
)
# A file is cut, or bytes are inserted: (position as a share of its length, inserted bytes).
DAMAGES = st.one_of(
    st.none(),
    st.none(),
    st.tuples(st.floats(0, 1), st.just(b"")),
    st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=12)),
)
TRANSLATIONS = st.fixed_dictionaries(
    {
        "texts": st.lists(LONG_TEXTS, min_size=4, max_size=4),
        "escaped": st.booleans(),
        "damage": DAMAGES,
        "state": st.sampled_from(["translated", "new", "final", "needs-translation", "x"]),
        "publish": st.sampled_from(["", "", "on"]),
    }
)
PICTURES = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["RGB", "RGBA", "L", "P", "1", "CMYK", "I;16", "LA"]),
        "format": st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"]),
        "size": st.sampled_from([(1, 1), (40, 30), (1, 3000), (3000, 1), (300, 200)]),
        "frames": st.sampled_from([1, 1, 3]),
        "suffix": st.sampled_from([None, None, None, ".png", ".jpg", ".svg", ".webp", ""]),
        "damage": DAMAGES,
        "title": mostly("Heron", SHORT_TEXTS),
        "description": mostly("A heron", SHORT_TEXTS),
    }
)


def damaged(content: bytes, damage: tuple[float, bytes] | None) -> bytes:
    """Return the file unchanged, cut at the position, or with bytes inserted there."""
    if damage is None:
        return content
    where, put_in = int(damage[0] * len(content)), damage[1]
    return content[:where] + (put_in + content[where:] if put_in else b"")


def picture_file(wanted: dict[str, Any]) -> tuple[str, bytes]:
    """Return the name and the bytes of a picture; a PNG when the format does not support it."""
    file = io.BytesIO()
    try:
        picture = Image.new(wanted["mode"], wanted["size"])
        more = [picture.copy() for _number in range(1, wanted["frames"])]
        options = {"save_all": True, "append_images": more} if more else {}
        picture.save(file, wanted["format"], **options)
        suffix = "." + wanted["format"].lower()
    except (OSError, ValueError, KeyError):
        file = io.BytesIO()
        Image.new("RGB", (40, 30)).save(file, "PNG")
        suffix = ".png"
    suffix = suffix if wanted["suffix"] is None else wanted["suffix"]
    return f"heron{suffix}", damaged(file.getvalue(), wanted["damage"])
