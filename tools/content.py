"""The demonstration's translated texts: complete, finished, and with the tags of their source.

`translations.services.catalogues` loads them; a page is translated completely or not at all, so that a fault
here would leave a page in English.
"""

from pathlib import Path

import polib

from translations.inline_markup import MarkupError, differences, tokens_of

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("learning/demo/essentials", "portal/demo/content")
LANGUAGES = ("ar", "fr")


def problems(root: Path = ROOT) -> list[str]:
    """Return everything that is wrong with the demonstration's PO files, each with its line."""
    wrong = []
    for folder in FOLDERS:
        files = {language: root / folder / f"{language}.po" for language in LANGUAGES}
        here = {language: path for language, path in files.items() if path.exists()}
        wrong += [f"{folder}: there is no {files[language].name}" for language in files.keys() - here.keys()]
        known = {path.name: polib.pofile(str(path), encoding="utf-8") for path in here.values()}
        for name, entries in known.items():
            wrong += [f"{folder}/{name}{sentence}" for sentence in of_file(entries)]
        every = {entry.msgid for entries in known.values() for entry in entries}
        for name, entries in known.items():
            lacks = every - {entry.msgid for entry in entries}
            wrong += [f"{folder}/{name}: does not have {text[:60]!r}" for text in sorted(lacks)]
    return sorted(wrong)


def of_file(entries: polib.POFile) -> list[str]:
    """Return what is wrong with one file's entries, as ":line: sentence"."""
    wrong, seen = [], set[str]()
    for entry in entries:
        if entry.msgid in seen:
            wrong.append(f":{entry.linenum}: stands there twice")
        seen.add(entry.msgid)
        wrong += [f":{entry.linenum}: {sentence}" for sentence in of_entry(entry)]
    return [*wrong, *(f":{entry.linenum}: is obsolete" for entry in entries.obsolete_entries())]


def of_entry(entry: polib.POEntry) -> list[str]:
    """Return what is wrong with one entry."""
    if entry.msgctxt or entry.msgid_plural:
        return ["one text without context or plural is wanted"]
    if not entry.msgstr.strip():
        return ["is not translated"]
    if "fuzzy" in entry.flags:
        return ["is fuzzy"]
    try:
        return differences(tokens_of(entry.msgid), tokens_of(entry.msgstr))
    except MarkupError as error:
        return [str(error)]
