"""The static build: one stylesheet, joined scripts, hashed imports, a clear word for what is missing."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.core.signals import request_finished
from django.test import AsyncRequestFactory, RequestFactory

from core.middleware import StaticFilesMiddleware
from core.static import CommonsStaticStorage, MissingPart, bare_script, join_stylesheet, minify

ROOT = Path(__file__).resolve().parents[2]
SITE = """@layer reset, components;
/* the parts */
@import url("reset.css") layer(reset);
@import url("components/card.css") layer(components);
"""
PARTS = {
    "css/site.css": SITE,
    "css/reset.css": "* { margin: 0; }\n",
    "css/components/card.css": """.card > h2:hover , .card::before {
  content: "a  /* b */ ; }";   background: url("../../drawings/leaf.svg") ; inline-size: calc(100% - 2px);
}
@media (width > 40em) { .card { color: red; } }""",
}


def read(name):
    if name not in PARTS:
        raise FileNotFoundError(name)
    return PARTS[name]


def test_imports_are_written_out_in_their_layers_and_order():
    assert join_stylesheet("css/site.css", read) == (
        "@layer reset,components;@layer reset{*{margin:0}}@layer components{.card>h2:hover,.card::before{"
        'content:"a  /* b */ ; }";background:url("../drawings/leaf.svg");inline-size:calc(100% - 2px)}'
        "@media (width>40em){.card{color:red}}}"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('@import url("gone.css") layer(x);', r'imports "gone\.css", and there is no css/gone\.css'),
        ('@import "reset.css";', "on a line of its own"),
        ('@import url("reset.css");', "on a line of its own"),
    ],
)
def test_an_import_that_cannot_be_joined_stops_the_build(line, words):
    with pytest.raises(MissingPart, match=words):
        join_stylesheet(
            "css/site.css",
            {**PARTS, "css/site.css": line}.__getitem__
            if "gone" not in line
            else lambda name: line if name == "css/site.css" else read(name),
        )


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a { color : red ; }", "a{color : red}"),
        ("a b  c{}", "a b c{}"),
        ("a:not(.b) :focus{}", "a:not(.b) :focus{}"),
        ("a{margin: -1px  2px}", "a{margin:-1px 2px}"),
        ("/* x */a{}/**/", "a{}"),
        ("a{content:'\\'  }'}", "a{content:'\\'  }'}"),
        ("a{--empty: ;b:c}", "a{--empty:;b:c}"),
    ],
)
def test_minifying_keeps_the_meaning(css, small):
    assert minify(css) == small


def test_our_own_stylesheet_is_whole_and_light():
    joined = join_stylesheet("css/site.css", lambda name: Path(finders.find(name) or name).read_text())
    assert "@import" not in joined
    assert joined.count("{") == joined.count("}")
    parts = re.findall(r'url\("(.+?)"\) layer', (ROOT / "static/css/site.css").read_text())
    components = {f"components/{path.name}" for path in (ROOT / "static/css/components").glob("*.css")}
    assert components == {part for part in parts if part.startswith("components/")}


@pytest.fixture
def build(tmp_path, settings):
    """Build static files from a dict of sources, and give the manifest and the folder."""

    def run(sources):
        source = tmp_path / "source"
        for name, text in sources.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text)
        origin = FileSystemStorage(source)
        storage = CommonsStaticStorage(location=tmp_path / "built")
        for name, text in sources.items():
            (tmp_path / "built" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "built" / name).write_text(text)
        for _name, _hashed, processed in storage.post_process({name: (origin, name) for name in sources}):
            if isinstance(processed, Exception):
                raise processed
        built = tmp_path / "built"
        return json.loads((built / "staticfiles.json").read_text())["paths"], built

    return run


def test_what_stays_an_import_gets_a_hashed_name_and_everything_has_a_compressed_twin(build):
    padding = "// " + "words " * 100
    paths, built = build(
        {
            **PARTS,
            "drawings/leaf.svg": "<svg/>",
            "js/site.js": 'import { a } from "./part.js";\na();\nimport("./alone.js");\n'
            + f'a("{padding}");',
            "js/part.js": "export const a = () => 1;",
            "js/alone.js": 'import { b } from "./other.js";\nb();',
            "js/other.js": "export const b = () => 1;",
        }
    )
    script = (built / paths["js/site.js"]).read_text()
    assert script.startswith(
        "const _0 = (() => {\nconst a = () => 1;\nreturn { a };\n})();\nconst { a } = _0;\na();"
    )
    assert f'import("./{Path(paths["js/alone.js"]).name}")' in script
    assert f'"./{Path(paths["js/other.js"]).name}"' in (built / paths["js/alone.js"]).read_text()
    stylesheet = (built / paths["css/site.css"]).read_text()
    assert "@import" not in stylesheet
    assert f'url("../{paths["drawings/leaf.svg"]}")' in stylesheet
    assert (built / (paths["js/site.js"] + ".gz")).exists()
    assert (built / (paths["js/site.js"] + ".br")).exists()


def test_a_changed_module_changes_the_name_of_what_holds_it(build):
    scripts = {
        "js/site.js": 'import { a } from "./part.js";\na();',
        "js/part.js": "export const a = () => 1;",
    }
    first = build(scripts)[0]["js/site.js"]
    assert build(scripts | {"js/part.js": "export const a = () => 2;"})[0]["js/site.js"] != first


def test_packages_files_have_a_gzip_twin_only(build):
    paths, built = build({"wagtailadmin/x.js": "// " + "words " * 100})
    assert (built / (paths["wagtailadmin/x.js"] + ".gz")).exists()
    assert not (built / (paths["wagtailadmin/x.js"] + ".br")).exists()


def test_our_own_broken_reference_stops_the_build_and_a_packages_does_not(build):
    with pytest.raises(ValueError, match=r"gone\.js"):
        build({"js/site.js": 'import "./gone.js";'})
    paths, built = build(
        {
            "wagtailadmin/x.js": "a();\n//# sourceMappingURL=gone.js.map",
            "wagtailadmin/x.css": "a{background:url(gone.png)}",
        }
    )
    assert "gone.js.map" in (built / paths["wagtailadmin/x.js"]).read_text()
    assert "url(gone.png)" in (built / paths["wagtailadmin/x.css"]).read_text()


def test_a_changed_part_changes_the_stylesheets_name(build):
    first = build(PARTS | {"drawings/leaf.svg": ""})[0]["css/site.css"]
    second = build(PARTS | {"drawings/leaf.svg": "", "css/reset.css": "* { margin: 1px; }"})[0][
        "css/site.css"
    ]
    assert first != second


@pytest.mark.parametrize("factory", [RequestFactory, AsyncRequestFactory])
def test_static_files_are_answered_whole_and_typed(settings, tmp_path, factory):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.css").write_text("a{}")
    middleware = StaticFilesMiddleware(lambda request: None)
    ended = []
    request_finished.connect(lambda **told: ended.append(told), weak=False, dispatch_uid="ended")
    answer = middleware(factory().get("/static/site.css"))
    assert (answer.status_code, answer.streaming, answer.content) == (200, False, b"a{}")
    assert answer["Content-Type"].startswith("text/css")
    again = middleware(
        factory().get(
            "/static/site.css",
            headers={"if-none-match": answer["ETag"]}
            if "ETag" in answer
            else {"if-modified-since": answer["Last-Modified"]},
        )
    )
    assert (again.status_code, again.content) == (304, b"")
    part = middleware(factory().get("/static/site.css", headers={"range": "bytes=0-1"}))
    assert (part.status_code, part.content) == (206, b"a{")
    request_finished.disconnect(dispatch_uid="ended")
    assert ended == [], "the handler says once that the request ended, after its answer is sent"


def test_a_script_loses_its_remarks_and_nothing_else():
    script = """/** What it
 * does: `this`. */
// And why.
import { a } from "./a.js";

export class B {
  /** One line. */
  c() {
    return "http://x/"; // said here
  }
}
"""
    bare = 'import { a } from "./a.js";\nexport class B {\nc() {\nreturn "http://x/"; // said here\n}\n}\n'
    assert bare_script(script) == bare


def test_a_text_over_several_lines_keeps_its_spaces():
    script = "const a = `one\n  // two\n`;\n"
    assert bare_script(script) == script


def test_a_remark_before_words_of_code_keeps_them():
    script = "/* why */ one();\ntwo();\n/* done */\nthree();\n"
    assert bare_script(script) == "/* why */ one();\ntwo();\nthree();\n"
