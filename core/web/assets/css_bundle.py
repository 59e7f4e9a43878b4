"""A stylesheet bundled with the files it imports, so that a page asks for one file.

`css/site.css` lists its parts as `@import url("components/card.css") layer(components);`, one a line.
In the bundle each part is a block `@layer components { ... }`, in the same order.
"""

import posixpath
import re
from collections.abc import Callable

_IMPORT = re.compile(r'^@import url\("(?P<url>[^"]+)"\) layer\((?P<layer>[\w.-]+)\);[ \t]*$', re.MULTILINE)
_URL = re.compile(r"""url\(\s*(?P<quote>['"]?)(?P<url>[^'")]+)(?P=quote)\s*\)""")


class MissingPart(ValueError):
    """A stylesheet imports a file that does not exist."""


def bundle_css(name: str, read: Callable[[str], str]) -> str:
    """Return stylesheet `name` with each import replaced by the imported file, in its layer.

    `read(name)` returns the text of a file or raises FileNotFoundError. MissingPart names the import that
    leads to no file, or that is written in another form. Relative URLs of a part are rewritten.
    """
    folder = posixpath.dirname(name)

    def insert(match: re.Match[str]) -> str:
        part = posixpath.normpath(posixpath.join(folder, match["url"]))
        try:
            text = read(part)
        except FileNotFoundError as error:
            raise MissingPart(f'{name} imports "{match["url"]}", and there is no {part}.') from error
        return f"@layer {match['layer']} {{\n{_rebase(text, posixpath.dirname(part), folder)}\n}}"

    bundle = _IMPORT.sub(insert, read(name))
    if "@import" in bundle:
        raise MissingPart(
            f'{name}: write each import as @import url("file.css") layer(name); on a line of its own.'
        )
    return bundle


def _rebase(text: str, source: str, target: str) -> str:
    """Return the text with its relative URLs rewritten for a move from folder `source` to `target`."""

    def rewrite(match: re.Match[str]) -> str:
        url = match["url"].strip()
        if url.startswith(("/", "#", "data:")) or "//" in url:
            return match[0]
        return f'url("{posixpath.relpath(posixpath.join(source, url), target)}")'

    return _URL.sub(rewrite, text)
