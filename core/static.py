"""The static build: one stylesheet, scripts joined and bare, hashed names, compressed twins.

`css/site.css` lists its parts as `@import url("components/card.css") layer(components);`, one a line.
Here they become one file in `@layer` blocks, so that a page asks for one stylesheet.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from core.scripts import Join

JOINED = ("css/site.css",)
# Scripts that come as one file with what they import (core.scripts). The last three hold the same modules,
# so a page takes one of them: who may write in a thread, who only reads, and the form of a new thread.
ENTRIES = (
    "js/site.js",
    "js/concept-picker.js",
    "js/live/thread.js",
    "js/live/live-thread.js",
    "js/live/draft-keeper.js",
)
# Folders that hold our own files. What a package ships may point at files it does not ship
# (source maps, mostly); that must not stop the build.
OURS = ("css/", "js/", "drawings/", "icons/")

_IMPORT = re.compile(r'^@import url\("(?P<url>[^"]+)"\) layer\((?P<layer>[\w.-]+)\);[ \t]*$', re.MULTILINE)
_ADDRESS = re.compile(r"""url\(\s*(?P<quote>['"]?)(?P<url>[^'")]+)(?P=quote)\s*\)""")
_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/)|(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<space>\s+)""", re.DOTALL
)
_TIGHT = re.compile(r"\s*([{};,>])\s*")
_COLON = re.compile(r"(?<=[\w-]):\s+(?=[^{}]*[;}])")


class MissingPart(ValueError):
    """A stylesheet imports a file that does not exist."""


def join_stylesheet(name: str, read: Callable[[str], str]) -> str:
    """Give stylesheet `name` with its imports written out, each in its layer, and minified.

    `read(name)` gives a file's text or raises FileNotFoundError; MissingPart then names both files.
    Relative addresses inside a part are rewritten for their new place.
    """
    folder = posixpath.dirname(name)

    def write_out(match: re.Match[str]) -> str:
        part = posixpath.normpath(posixpath.join(folder, match["url"]))
        try:
            text = read(part)
        except FileNotFoundError as error:
            raise MissingPart(f'{name} imports "{match["url"]}", and there is no {part}.') from error
        return f"@layer {match['layer']} {{\n{_move(text, posixpath.dirname(part), folder)}\n}}"

    joined = minify(_IMPORT.sub(write_out, read(name)))
    if "@import" in joined:
        raise MissingPart(
            f'{name}: write each import as @import url("file.css") layer(name); on a line of its own.'
        )
    return joined


def _move(text: str, source: str, target: str) -> str:
    """Rewrite relative addresses of a text that moves from folder `source` to `target`."""

    def rewrite(match: re.Match[str]) -> str:
        url = match["url"].strip()
        if url.startswith(("/", "#", "data:")) or "//" in url:
            return match[0]
        return f'url("{posixpath.relpath(posixpath.join(source, url), target)}")'

    return _ADDRESS.sub(rewrite, text)


def minify(css: str) -> str:
    """Give the stylesheet without comments and needless white space; strings stay as they are."""
    kept: list[str] = []

    def hold(match: re.Match[str]) -> str:
        if match["string"]:
            kept.append(match["string"])
            return f"\x00{len(kept) - 1}\x00"
        return " "

    bare = _TIGHT.sub(r"\1", _TOKEN.sub(hold, css))
    bare = _COLON.sub(":", bare).replace(";}", "}").strip()
    return re.sub("\x00(\\d+)\x00", lambda match: kept[int(match[1])], bare)


_REMARK = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|\n(?=\s*\n)", re.MULTILINE)


def bare_script(script: str) -> str:
    """Give a script without remarks that have lines of their own, empty lines and indentation.

    A script with a template literal over several lines is given as it is: its spaces are words.
    """
    if any(line.count("`") % 2 for line in script.splitlines()):
        return script
    return _INDENT.sub("", _REMARK.sub("", script))


class _Joined:
    """Stands for the storage of one file, and gives it as the build wrote it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, path: str, mode: str = "rb") -> File[bytes]:
        """Give the file."""
        return ContentFile(self.text.encode(), name=path)


class CommonsStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Manifest storage that joins stylesheets and scripts, bares these, hashes the imports left."""

    support_js_module_import_aggregation = True
    brotli = True

    def post_process(self, paths: Mapping[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join our own files, then hash and compress all; MissingPart and NotUnderstood stop the build."""
        paths = dict(paths)

        def read(name: str) -> str:
            if name not in paths:
                raise FileNotFoundError(name)
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode("utf-8"))

        for name in JOINED:
            if name in paths and not dry_run:
                paths[name] = (_Joined(join_stylesheet(name, read)), name)
        scripts = [name for name in paths if name.startswith("js/") and name.endswith(".js") and not dry_run]
        texts = {name: Join(name, read).written() if name in ENTRIES else read(name) for name in scripts}
        for name, text in texts.items():
            paths[name] = (_Joined(bare_script(text)), name)
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        """Compress our files with gzip and Brotli, the packages' (the admin's) with gzip only.

        Brotli over Wagtail's admin takes 12 of the build's 15 seconds, and few people load it.
        """
        for self.brotli in (True, False):
            yield from super().compress_files(
                [name for name in paths if name.startswith(OURS) is self.brotli]
            )

    def create_compressor(self, **options: Any) -> Compressor:
        """Give the compressor of the group at hand."""
        return Compressor(use_brotli=self.brotli, **options)

    def url_converter(
        self, name: str, hashed_files: Any, template: str | None = None
    ) -> Callable[[Any], str]:
        """Leave an address that leads nowhere as it is in another package's file; in ours it is an error."""
        convert = super().url_converter(name, hashed_files, template)
        if name.startswith(OURS):
            return convert

        def tolerant(match: re.Match[str]) -> str:
            try:
                return convert(match)
            except ValueError:
                return match["matched"]

        return tolerant
