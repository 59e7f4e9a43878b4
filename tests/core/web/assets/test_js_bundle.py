"""Bundled scripts: in order, each once, and a clear error for unsupported syntax."""

import re
import subprocess

import pytest
from playwright._impl._driver import compute_driver_executable

from core.web.assets.js_bundle import Join, NotUnderstood
from core.web.assets.minify import minify
from core.web.assets.storage import ENTRIES
from tests.browser.site_server import ROOT

SCRIPTS = {
    "js/page.js": """// The page.
import { Line, END as STOP } from "./live/line.js";
import { say } from "./live/say.js";
import "./live/quiet.js";

const pause = 3;
say(`page ${pause} ${new Line().end} ${STOP}`);
export class Page {}
if (pause > 3) import("./later.js");
""",
    "js/live/line.js": """import { say } from "./say.js";

/** A remark that says: export default, import * and `. */
const pause = 1;
export const END = "export { end }";
export class Line {
  get end() {
    return END.replace(/[`("]/g, "");
  }
}
say(`line ${pause}`);
if (pause > 1) import("../later.js");
""",
    "js/live/say.js": """const pause = 2, said = [];
export async function wait() {
  await pause;
}
export function say(words) {
  said.push(words);
  console.log(said.length, words, pause);
}
""",
    "js/live/quiet.js": 'console.log("quiet");\n',
    "js/later.js": 'import "./page.js";\n',
}


def read(name):
    if name not in SCRIPTS:
        raise FileNotFoundError(name)
    return SCRIPTS[name]


def reading(**changed):
    """Return a `read` function of the scripts with some changed: `page="..."` is js/page.js."""
    texts = SCRIPTS | {f"js/{name}.js": text for name, text in changed.items()}
    return lambda name: texts[name] if name in texts else read(name)


def test_imported_modules_come_first_and_once():
    join = Join("js/page.js", read)
    assert list(join.parts) == ["js/live/say.js", "js/live/line.js", "js/live/quiet.js", "js/page.js"]
    whole = join.written()
    for piece in ("function say(", "class Line", "class Page", 'console.log("quiet")'):
        assert whole.count(piece) == 1
    assert whole.count("const pause = ") == 3, "each module has its own"
    assert not re.search(r"^import ", whole, re.MULTILINE)
    assert whole.count('import("./later.js")') == 2, "a URL in a string is kept"
    assert re.findall(r"^export .*", whole, re.MULTILINE) == ["export class Page {}"]
    assert "const { Line, END: STOP } = _1;" in whole


def test_the_joined_file_does_what_the_modules_do(tmp_path):
    for name, text in {
        **SCRIPTS,
        "js/joined.js": minify("js/joined.js", Join("js/page.js", read).written()),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "package.json").write_text('{"type": "module"}')

    node, _driver = compute_driver_executable()  # the one that comes with Playwright

    def said(name):
        done = subprocess.run([node, tmp_path / name], capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.splitlines()

    alone = said("js/page.js")
    assert alone == ["1 line 1 2", "quiet", "2 page 3 export { end } export { end } 2"]
    assert said("js/joined.js") == alone


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('import page from "./later.js";', 1, "write an import as"),
        ('a();\nimport * as page from "./later.js";', 2, "write an import as"),
        ('import page, { a } from "./later.js";', 1, "write an import as"),
        ('import { default as page } from "./later.js";', 1, '"default as page" is no name'),
        ('import { "a b" as page } from "./later.js";', 1, "write an import as"),
        ("import { a } from './later.js';", 1, "write an import as"),
        ('import { a } from "./later.js"\n', 1, "write an import as"),
        ('a(); import { b } from "./later.js";', 1, "write an import as"),
        ('import { a } from "lodash";', 1, '"lodash" is no script of ours'),
        ('import { a } from "https://x.example/a.js";', 1, "is no script of ours"),
        ('import { a } from "../vendor/a.js";', 1, "is no script of ours"),
        ('import "./a.json";', 1, "is no script of ours"),
        ("a();\n\nimport(address);", 3, "write an import as"),
        ("import(`./later.js`);", 1, "write an import as"),
        ("a(import.meta.url);", 1, "write an import as"),
        ("export default class {}", 1, "write an export as"),
        ("class A {}\nexport { A };", 2, "write an export as"),
        ("class A {}\nexport { A as B };", 2, "write an export as"),
        ('export { a } from "./later.js";', 1, "write an export as"),
        ('export * from "./later.js";', 1, "write an export as"),
        ("export let a = 1;", 1, "write an export as"),
        ("export var a = 1;", 1, "write an export as"),
        ("export const { a } = b;", 1, "write an export as"),
        ("export function* a() {}", 1, "write an export as"),
        ("const a = await b();", 1, "await outside of a function"),
        ("const a = `one\ntwo`;", 1, "a text over several lines"),
        ("const a = 1;\nconst _0 = a;", 2, "_0 is a name the joined file needs"),
        ("a();\n}", 2, r'"}" closes nothing'),
        ("a(() => {\nb();\n", 2, r'"{" is never closed'),
        ('import { a } from "./gone.js";', 1, r"imports js/gone\.js, and there is no such file"),
        ('import("./gone.js");', 1, r"imports js/gone\.js, and there is no such file"),
        ('a();\nimport { shout } from "./live/say.js";', 2, r"imports shout, which js/live/say\.js does not"),
        ('import "./page.js";', 1, r"in a circle: js/page\.js > js/page\.js"),
    ],
)
def test_unsupported_syntax_stops_the_build_with_its_line(text, line, words):
    with pytest.raises(NotUnderstood, match=rf"^js/page\.js, line {line}: .*{words}"):
        Join("js/page.js", reading(page=text))


@pytest.mark.parametrize("form", ["const a = 1, b = 2;", "const a = 1;\nconst b = 2;"])
def test_a_name_that_is_not_exported_is_reported(form):
    with pytest.raises(NotUnderstood, match=r"page\.js, line 1: imports b, which js/later\.js"):
        Join("js/page.js", reading(page='import { a, b } from "./later.js";', later=f"export {form}"))


def test_an_import_cycle_is_named():
    scripts = reading(page='import "./a.js";', a='import "./b.js";', b='b();\nimport "./a.js";')
    with pytest.raises(NotUnderstood, match=r"js/b\.js, line 2: .* js/a\.js > js/b\.js > js/a\.js"):
        Join("js/page.js", scripts)


@pytest.mark.parametrize("way", ['import { say } from "./live/say.js";', 'import("./live/say.js");'])
def test_a_later_bundle_repeats_no_module(way):
    with pytest.raises(NotUnderstood, match=r"js/later\.js, line 1: js/live/say\.js would be there twice"):
        Join("js/page.js", reading(later=way))
    with pytest.raises(NotUnderstood, match=r"line 2: js/live/say\.js would be there twice"):
        Join("js/page.js", reading(page='import { say } from "./live/say.js";\nimport("./live/say.js");'))


@pytest.mark.parametrize(
    "text",
    [
        'a("import { b } from");',
        "a.import(b);",
        "// export default\na();",
        "/* import * */ a();",
        'const a = /["`({]/.test(b) || c / d / e;',
        "const a = async () => { await b; };",
        "a(`${b ? `${c}` : d}`);",
    ],
)
def test_words_that_are_no_imports_are_left_alone(text):
    assert Join("js/page.js", reading(page=text)).written() == text


def _ours(name: str) -> str:
    return (ROOT / "static" / name).read_text("utf-8")


def _holds(script: str) -> set[str]:
    return set(Join(script, lambda name: (ROOT / "static" / name).read_text("utf-8")).parts)


def test_the_script_for_writers_has_both_elements():
    read_only, drafts = _holds("js/live/live-thread.js"), _holds("js/live/draft-autosave.js")
    assert _holds("js/live/thread.js") == {"js/live/thread.js", *read_only, *drafts}
    assert {script for script in ENTRIES if _holds(script) == {script}} == set(), "nothing to join"


def test_no_page_loads_a_module_twice():
    """It would run twice, with its state and its elements.

    Scripts of one template are combined unless `elif` or `else` is between them; the base template's always.
    """
    templates = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")]
    ways = [way for text in templates for way in re.split(r"{% el(?:if [^%]*|se) %}", text)]
    taken = [{"js/site.js", *re.findall(r'{% static "(js/[^"]+)" %}', way)} for way in ways]
    widgets = (ROOT / "vocabularies" / "form_fields.py").read_text("utf-8")  # media of a widget
    taken.append({"js/site.js", *re.findall(r'Script\("(js/[^"]+)"', widgets)})
    assert {script for scripts in taken for script in scripts} >= set(ENTRIES)
    for scripts in taken:
        modules = [module for script in scripts for module in _holds(script)]
        assert len(modules) == len(set(modules)), scripts
