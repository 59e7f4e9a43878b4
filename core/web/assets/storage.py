"""The storage of static files: bundled and minified, with hashed names and compressed copies."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from core.web.assets.css_bundle import bundle_css
from core.web.assets.js_bundle import Join
from core.web.assets.minify import minify

STYLESHEETS = ("css/site.css", "css/content.css", "css/posts.css", "css/lists.css", "css/style-guide.css")
# Scripts that are bundled with the modules they import. The last three hold the same modules, so a page
# loads one of them: who may write in a thread, who only reads, and the form of a new thread.
ENTRIES = (
    "js/site.js",
    "js/concept-picker.js",
    "js/live/thread.js",
    "js/live/live-thread.js",
    "js/live/draft-autosave.js",
)
# Folders that hold our own files. What a package ships may point at files it does not ship
# (source maps, mostly); that must not stop the build.
OURS = ("css/", "js/", "drawings/", "icons/")


class _Built:
    """The storage of one file that the build wrote; only reading is supported."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, path: str, mode: str = "rb") -> File[bytes]:
        """Return the file."""
        return ContentFile(self.text.encode(), name=path)


def _bundle(name: str, read: Callable[[str], str]) -> str:
    if name in STYLESHEETS:
        return bundle_css(name, read)
    return Join(name, read).written() if name in ENTRIES else read(name)


class CommonsStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Manifest storage that bundles and minifies stylesheets and scripts, and hashes all names."""

    support_js_module_import_aggregation = True
    brotli = True

    def post_process(self, paths: Mapping[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Bundle and minify our own files, then hash and compress all files.

        MissingPart, NotUnderstood and NotMinified stop the build.
        """
        paths = dict(paths)

        def read(name: str) -> str:
            if name not in paths:
                raise FileNotFoundError(name)
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode("utf-8"))

        ours = [name for name in paths if name.startswith(("css/", "js/")) and not dry_run]
        texts = {name: _bundle(name, read) for name in ours if name.endswith((".css", ".js"))}
        for name, text in texts.items():
            paths[name] = (_Built(minify(name, text)), name)
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
        """Return the compressor for the files being compressed: with Brotli for ours."""
        return Compressor(use_brotli=self.brotli, **options)

    def url_converter(
        self, name: str, hashed_files: Any, template: str | None = None
    ) -> Callable[[Any], str]:
        """Return a converter that leaves a URL without a file as it is, unless the file is ours."""
        convert = super().url_converter(name, hashed_files, template)
        if name.startswith(OURS):
            return convert

        def tolerant(match: re.Match[str]) -> str:
            try:
                return convert(match)
            except ValueError:
                return match["matched"]

        return tolerant
