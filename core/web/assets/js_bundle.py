"""An entry module joined with what it imports, so that a page asks for one script.

The entry keeps its name and its place; each imported module becomes the body of a function, in the order a
browser would run them, which returns its exports. So every module keeps its own names, and is included once.
Only simple imports and exports are understood; anything else stops the build and names the line.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

OURS = "js/"
NAME = r"[A-Za-z_$][\w$]*"
# What is no code: remarks, strings, templates and patterns (`/…/` after an operator), each on its lines.
_NO_CODE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\\n])*`"""
    r"""|(?:(?<=[(,=:\[!&|?>])|(?<=[(,=:\[!&|?>] )|(?<=return ))"""
    r"""/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/""",
    re.DOTALL,
)
_WORD = re.compile(r"(?<![\w$.#])(?:import|export|await|_\d+)(?![\w$])|[{}()\[\]`]")
_IMPORT = re.compile(
    r"""^import\s(?:\{(?P<names>[\s\w$,]*)\}\s*from\s)?\s*"(?P<url>[^"\n]+)";""", re.MULTILINE
)
_LATER = re.compile(r"""import\("(?P<url>[^"\n]+)"\)""")
_EXPORT = re.compile(
    rf"^export (?=(?:(?:async )?function|class) (?P<named>{NAME})[ (]|const (?P<kept>{NAME}) =)", re.MULTILINE
)
_IMPORTED = re.compile(rf"^(?P<name>{NAME})(?:\s+as\s+(?P<here>{NAME}))?$")
_ADDRESS = re.compile(r"\.\.?/[\w./-]+\.js")
_CLOSES = {")": "(", "]": "[", "}": "{"}


class NotUnderstood(ValueError):
    """A script cannot be joined; says file, line and reason."""

    def __init__(self, module: str, line: int, reason: str) -> None:
        super().__init__(f"{module}, line {line}: {reason}")


@dataclass
class Module:
    """A script, read: its text, what it imports (at once, and later on demand), what it exports.

    `imports` holds (line, module, {name there: names here}); `later` (line, module); `cuts` and `moves` are
    the places of the text to leave out, and of addresses that must be rewritten when the text moves.
    """

    name: str
    text: str
    imports: list[tuple[int, str, list[tuple[str, str]]]] = field(default_factory=list)
    later: list[tuple[int, str]] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    cuts: list[tuple[int, int, bool]] = field(default_factory=list)
    moves: list[tuple[int, int, str]] = field(default_factory=list)

    def refuse(self, place: int, reason: str) -> NotUnderstood:
        """Return the error about a place of the text."""
        return NotUnderstood(self.name, self.text.count("\n", 0, place) + 1, reason)

    def written(self, folder: str, exporting: bool) -> str:
        """Return the text without imports, for a file in `folder`; with its `export` words if `exporting`."""
        edits = [(start, end, "") for start, end, word in self.cuts if not (word and exporting)]
        for start, end, target in self.moves:
            address = posixpath.relpath(target, folder)
            edits.append((start, end, address if address.startswith(".") else f"./{address}"))
        text = self.text
        for start, end, words in sorted(edits, reverse=True):
            text = text[:start] + words + text[end:]
        return text


def read_module(name: str, text: str) -> Module:
    """Read a script; NotUnderstood names the statement that cannot be joined."""
    module, open_ones = Module(name, text), list[str]()
    code = _NO_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for match in _WORD.finditer(code):
        word, place = match[0], match.start()
        if word == "`":
            raise module.refuse(place, "a text over several lines cannot be joined.")
        if word in "([{":
            open_ones.append(word)
        elif word in _CLOSES:
            if not open_ones or open_ones.pop() != _CLOSES[word]:
                raise module.refuse(place, f'"{word}" closes nothing that was opened.')
        elif word == "await" and not open_ones:
            raise module.refuse(place, "await outside of a function cannot be joined.")
        elif word.startswith("_"):
            raise module.refuse(place, f"{word} is a name the joined file needs for itself.")
        elif word != "await":
            _take(module, place, word)
    if open_ones:
        raise module.refuse(len(text.rstrip()), f'"{open_ones[-1]}" is never closed.')
    return module


def _take(module: Module, place: int, word: str) -> None:
    """Record the import or export that begins here."""
    text, line = module.text, module.text.count("\n", 0, place) + 1
    if found := _IMPORT.match(text, place):
        target = _target(module, place, found["url"])
        module.imports.append((line, target, list(_names(module, place, found["names"] or ""))))
        module.cuts.append((*found.span(), False))
    elif found := _LATER.match(text, place):
        module.later.append((line, _target(module, place, found["url"])))
        module.moves.append((*found.span("url"), module.later[-1][1]))
    elif found := _EXPORT.match(text, place):
        module.exports.append(found["named"] or found["kept"])
        module.cuts.append((*found.span(), True))
    elif word == "import":
        raise module.refuse(
            place,
            'write an import as import { a, b as c } from "./x.js"; or import "./x.js"; at the start of a '
            'line, or import("./x.js").',
        )
    else:
        raise module.refuse(
            place, "write an export as export class, function or const, one name, at the start of a line."
        )


def _target(module: Module, place: int, url: str) -> str:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(module.name), url))
    if not _ADDRESS.fullmatch(url) or not target.startswith(OURS):
        raise module.refuse(place, f'"{url}" is no script of ours: "./x.js" or "../x.js", below {OURS}.')
    return target


def _names(module: Module, place: int, names: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (name.strip() for name in names.split(","))):
        found = _IMPORTED.match(part)
        if not found or found["name"] == "default":
            raise module.refuse(place, f'"{part}" is no name, nor a name as another.')
        yield found["name"], found["here"] or found["name"]


class Join:
    """One entry, with the modules below it in the order they run (`parts`, the entry last)."""

    def __init__(self, entry: str, read: Callable[[str], str]) -> None:
        """Read the entry and all it imports; `read(name)` gives a text or raises FileNotFoundError."""
        self.entry, self.read, self.parts = entry, read, dict[str, Module]()
        self._visit(read_module(entry, read(entry)), ())
        self._refuse_twice()

    def _open(self, name: str, asked: Module, line: int) -> Module:
        try:
            return read_module(name, self.read(name))
        except FileNotFoundError as error:
            raise NotUnderstood(asked.name, line, f"imports {name}, and there is no such file.") from error

    def _visit(self, module: Module, above: tuple[str, ...]) -> None:
        way = (*above, module.name)
        for line, name, names in module.imports:
            if name in way:
                raise NotUnderstood(module.name, line, f"imports in a circle: {' > '.join((*way, name))}.")
            if name not in self.parts:
                self._visit(self._open(name, module, line), way)
            for missing in {name for name, _here in names} - {*self.parts[name].exports}:
                raise NotUnderstood(module.name, line, f"imports {missing}, which {name} does not export.")
        self.parts[module.name] = module

    def _refuse_twice(self) -> None:
        """Refuse a script that comes later and imports a joined one: the browser would load that again."""
        waiting = [(part, line, name) for part in self.parts.values() for line, name in part.later]
        seen = {self.entry}  # its address stays, so the browser knows it
        while waiting:
            asked, line, name = waiting.pop()
            if name in seen:
                continue
            if name in self.parts:
                raise NotUnderstood(asked.name, line, f"{name} would be there twice: {self.entry} holds it.")
            seen.add(name)
            later = self._open(name, asked, line)
            waiting += [(later, line, name) for line, name, _names in later.imports]
            waiting += [(later, line, name) for line, name in later.later]

    def written(self) -> str:
        """Return the one file."""
        folder, places = posixpath.dirname(self.entry), {name: f"_{n}" for n, name in enumerate(self.parts)}
        pieces = []
        for name, module in self.parts.items():
            head = "".join(
                f"{_let(names)} = {places[source]};\n" for _, source, names in module.imports if names
            )
            body = f"{head}{module.written(folder, exporting=name == self.entry)}"
            if name == self.entry:
                pieces.append(body)
            else:
                gives = f"return {{ {', '.join(module.exports)} }};\n" if module.exports else ""
                kept = f"const {places[name]} = " if gives else ""
                pieces.append(f"{kept}(() => {{\n{body}\n{gives}}})();\n")
        return "".join(pieces)


def _let(names: list[tuple[str, str]]) -> str:
    return f"const {{ {', '.join(name if name == here else f'{name}: {here}' for name, here in names)} }}"
