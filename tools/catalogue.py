"""The interface's message catalogues: the messages of the source, the .po files, and their differences.

Messages are found in memory (Babel reads Python, Django's templatize turns a template into
something Babel reads), so that no gettext tool is needed and a test can compare at any time.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "es", "fr", "ru", "zh_Hans")
COMPLETE = ("ar", "fr")  # offered to readers, so nothing may be missing
UNCHANGED = ROOT / "locale" / "unchanged.txt"  # lines `fr Message`: right although equal to the English
KEYWORDS = {
    name + lazy: spec
    for lazy in ("", "_lazy")
    for name, spec in {
        "gettext": (1,),
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": (1,), "gettext_noop": (1,)}
_PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%|%[sd]")

Key = tuple[str | None, str]  # (context, message)


@dataclass
class Message:
    """One message of the source: its plural form, context and comment for translators."""

    text: str
    plural: str = ""
    context: str | None = None
    comments: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.text


def _read(content: bytes) -> Iterator[Message]:
    found = extract("python", io.BytesIO(content), KEYWORDS, ("Translators",))  # type: ignore[arg-type]
    for _line, words, comments, context in found:
        pair = (words, "") if isinstance(words, str) else words
        yield Message(pair[0], pair[1], context, [c.removeprefix("Translators:").strip() for c in comments])


def python_messages(source: str) -> list[Message]:
    """Return the messages of Python source, in its order."""
    return list(_read(source.encode()))


def template_messages(source: str) -> list[Message]:
    """Return the messages of a Django template, in its order."""
    # Brackets around everything make Python ignore the template's indentation and line ends.
    return list(_read(f"(\n{templatize(source)}\n)".encode()))


def sources(root: Path = ROOT) -> list[Path]:
    """Return the project's own Python files and templates with messages, sorted."""
    apps = sorted(path.parent for path in (*root.glob("*/apps.py"), *root.glob("core/*/apps.py")))
    found = [path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts]
    for folder in (root / "templates", *(app / "templates" for app in apps)):
        found += [*folder.rglob("*.html"), *folder.rglob("*.txt"), *folder.rglob("*.xml")]
    return sorted(found)


def extract_all(paths: Iterable[Path] | None = None) -> dict[Key, Message]:
    """Return every message of the source by (context, message), in stable order."""
    found: dict[Key, Message] = {}
    for path in sources() if paths is None else paths:
        read = python_messages if path.suffix == ".py" else template_messages
        for message in read(path.read_text("utf-8")):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.comments += [note for note in message.comments if note not in known.comments]
    return dict(sorted(found.items(), key=lambda item: (item[1].text, item[0][0] or "")))


def po_path(language: str, root: Path = ROOT) -> Path:
    """Return the path of a language's catalogue."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def _fresh(language: str) -> polib.POFile:
    catalog = Catalog(locale=language)
    po = polib.POFile(wrapwidth=100)
    po.metadata = {
        "Project-Id-Version": "KM4B Commons",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalog.plural_forms,
    }
    return po


def plural_count(language: str) -> int:
    """Return how many plural forms a language has."""
    return Catalog(locale=language).num_plurals


def update(language: str, messages: dict[Key, Message], old: polib.POFile | None) -> polib.POFile:
    """Return a catalogue of exactly these messages, with the translations from `old`."""
    po = _fresh(language)
    known = {(entry.msgctxt, entry.msgid): entry for entry in old or () if not entry.obsolete}
    for message in messages.values():
        entry = polib.POEntry(
            msgid=message.text, msgctxt=message.context, comment="\n".join(message.comments)
        )
        before = known.get(message.key)
        if message.plural:
            entry.msgid_plural = message.plural
            forms = before.msgstr_plural if before else {}
            entry.msgstr_plural = {n: forms.get(n, "") for n in range(plural_count(language))}
        elif before:
            entry.msgstr = before.msgstr
        if before:
            entry.tcomment = before.tcomment
            entry.flags = [flag for flag in before.flags if flag == "fuzzy"]
        if re.search(r"%\(\w+\)[a-z]", message.text + message.plural):
            entry.flags.append("python-format")
        po.append(entry)
    return po


def load(language: str, root: Path = ROOT) -> polib.POFile | None:
    """Return a language's catalogue, or None when there is none yet."""
    path = po_path(language, root)
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else None


def unchanged(path: Path = UNCHANGED) -> set[tuple[str, str]]:
    """Return the (language, message) pairs that may equal the English."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    rows = [line.partition(" ") for line in lines if line.strip() and not line.startswith("#")]
    return {(language, message.strip()) for language, _space, message in rows}


def out_of_step(language: str, po: polib.POFile | None, messages: dict[Key, Message]) -> list[str]:
    """Return the messages that the catalogue lacks, and those that nothing uses."""
    if po is None:
        return [f"{language}: there is no catalogue; run make messages."]
    held = {(e.msgctxt, e.msgid): e.msgid_plural for e in po if not e.obsolete}
    wanted = {key: message.plural for key, message in messages.items()}
    lacks = [f"{language}: not in the catalogue: {key[1]!r}" for key in wanted.keys() - held.keys()]
    extra = [f"{language}: no longer in the source: {key[1]!r}" for key in held.keys() - wanted.keys()]
    other = [
        f"{language}: plural differs: {key[1]!r}"
        for key in wanted.keys() & held.keys()
        if wanted[key] != held[key]
    ]
    dead = [f"{language}: obsolete entry: {entry.msgid!r}" for entry in po.obsolete_entries()]
    return sorted(lacks + extra + other + dead)


def untranslated(language: str, po: polib.POFile, same: set[tuple[str, str]]) -> list[str]:
    """Return what is empty, fuzzy, or a copy of the English that `same` does not allow."""
    wrong = []
    for entry in po:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(texts):
            wrong.append(f"{language}: not translated: {entry.msgid!r}")
        if "fuzzy" in entry.flags:
            wrong.append(f"{language}: fuzzy: {entry.msgid!r}")
        letters = re.search(r"[^\W\d_]", _PLACE.sub("", entry.msgid))
        if letters and entry.msgid in texts and (language, entry.msgid) not in same:
            wrong.append(f"{language}: the same as in English: {entry.msgid!r}")
    return wrong


def malformed(language: str, po: polib.POFile) -> list[str]:
    """Return where a translation lacks a placeholder, adds one, or has the wrong plural forms."""
    wrong = []
    forms = Catalog(locale=language).plural_forms
    if po.metadata.get("Plural-Forms") != forms:
        wrong.append(f"{language}: the plural rule must be {forms!r}")
    for entry in po:
        if entry.msgid_plural:
            wrong += _wrong_plural(language, entry)
        elif entry.msgstr and _places(entry.msgstr) != _places(entry.msgid):
            wrong.append(f"{language}: placeholders differ: {entry.msgid!r} -> {entry.msgstr!r}")
    return wrong


def _places(text: str) -> list[str]:
    return sorted(_PLACE.findall(text))


def _wrong_plural(language: str, entry: polib.POEntry) -> list[str]:
    if sorted(map(int, entry.msgstr_plural)) != list(range(plural_count(language))):
        return [f"{language}: needs {plural_count(language)} plural forms: {entry.msgid!r}"]
    allowed = set(_places(entry.msgid)) | set(_places(entry.msgid_plural))
    # A form for exactly zero, one or two objects may have the number in words.
    return [
        f"{language}: placeholders differ in form {n}: {entry.msgid!r} -> {text!r}"
        for n, text in entry.msgstr_plural.items()
        if text and not set(_places(text)) <= allowed
    ]


def problems(root: Path = ROOT, messages: dict[Key, Message] | None = None) -> list[str]:
    """Return all faults of the catalogues on disk, compared with the source (or `messages`)."""
    messages, same, wrong = extract_all() if messages is None else messages, unchanged(), []
    for language in LANGUAGES:
        po = load(language, root)
        wrong += out_of_step(language, po, messages)
        if po is not None:
            wrong += malformed(language, po)
            wrong += untranslated(language, po, same) if language in COMPLETE else []
    return wrong
