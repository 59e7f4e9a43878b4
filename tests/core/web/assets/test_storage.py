"""The static build: bundled and minified files, hashed imports, a clear error for missing files."""

import json
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.signals import request_finished
from django.test import AsyncRequestFactory, RequestFactory

from core.web.assets.minify import NotMinified
from core.web.assets.storage import CommonsStaticStorage
from core.web.middleware import StaticFilesMiddleware
from tests.core.web.assets.test_css_bundle import PARTS


@pytest.fixture
def build(tmp_path, settings):
    """Return a function that builds static files from sources; it returns the manifest and the folder."""

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


def test_remaining_imports_are_hashed_and_all_files_compressed(build):
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
    assert script.startswith("const _0=(()=>{const e=()=>1;return{a:e}})(),{a}=_0;a(")
    assert f'import("./{Path(paths["js/alone.js"]).name}")' in script
    assert f'"./{Path(paths["js/other.js"]).name}"' in (built / paths["js/alone.js"]).read_text()
    stylesheet = (built / paths["css/site.css"]).read_text()
    assert "@import" not in stylesheet
    assert f'url("../{paths["drawings/leaf.svg"]}")' in stylesheet
    assert (built / (paths["js/site.js"] + ".gz")).exists()
    assert (built / (paths["js/site.js"] + ".br")).exists()


def test_a_changed_module_changes_the_name_of_its_bundles(build):
    scripts = {
        "js/site.js": 'import { a } from "./part.js";\na();',
        "js/part.js": "export const a = () => 1;",
    }
    first = build(scripts)[0]["js/site.js"]
    assert build(scripts | {"js/part.js": "export const a = () => 2;"})[0]["js/site.js"] != first


def test_a_script_with_a_syntax_error_stops_the_build(build):
    with pytest.raises(NotMinified, match=r"js/site\.js: .*line 2"):
        build({"js/site.js": "a();\nb(c d);\n"})


def test_files_of_packages_are_compressed_with_gzip_only(build):
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
def test_static_files_are_served_complete_with_their_type(settings, tmp_path, factory):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.css").write_text("a{}")
    middleware = StaticFilesMiddleware(lambda request: None)
    ended = []
    request_finished.connect(lambda **notified: ended.append(notified), weak=False, dispatch_uid="ended")
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
    assert ended == [], "the handler sends one signal for the end of the request, after its response"
