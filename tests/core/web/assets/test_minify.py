"""Minifying keeps what a stylesheet and a script mean."""

import os
import subprocess
import sys

import pytest
from playwright._impl._driver import compute_driver_executable

from core.web.assets.minify import NotMinified, minify
from tests.browser.site_server import ROOT

SCRIPT = """/** What it
 * does: `this`. */
// And why.
export class Sample {
  /** One line. */
  lines(unused, word) {
    return `${word}
  // two` + "http://x/"; // the reason
  }
}
/* before */ console.log(new Sample().lines(1, "one"));
"""


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a { color : red ; }", "a{color:red}"),
        ("a b  c{d:e}", "a b c{d:e}"),
        ("a:not(.b) :focus{d:e}", "a:not(.b) :focus{d:e}"),
        ("a{margin: -1px  2px}", "a{margin:-1px 2px}"),
        ("/* x */a{d:e}/**/", "a{d:e}"),
        ("a{content:'\\'  }'}", "a{content:'\\'  }'}"),
        ("a{--empty: ;b:c}", "a{--empty: ;b:c}"),
        ("a{inline-size:calc(100% - 2px)}", "a{inline-size:calc(100% - 2px)}"),
        ("", ""),
    ],
)
def test_a_minified_stylesheet_has_the_same_meaning(css, small):
    assert minify("a.css", css) == small


def test_a_minified_script_has_no_comments_and_does_the_same(tmp_path):
    small = minify("a.js", SCRIPT)
    assert len(small) < len(SCRIPT) / 2
    assert "export class Sample" in small, "other files import this name"
    for comment in ("What it", "And why", "One line", "the reason", "before"):
        assert comment not in small
    node, _driver = compute_driver_executable()  # the one that comes with Playwright
    outputs = []
    for name, text in (("long.mjs", SCRIPT), ("small.mjs", small)):
        (tmp_path / name).write_text(text)
        run = [node, str(tmp_path / name)]
        outputs.append(subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout)
    assert outputs == ["one\n  // twohttp://x/\n"] * 2


@pytest.mark.parametrize("text", ["a(;", "const 1;", "class {"])
def test_a_syntax_error_names_the_file(text):
    with pytest.raises(NotMinified, match=r"^js/a\.js: .*line 1"):
        minify("js/a.js", text)


def test_a_server_process_does_not_load_the_minifier(tmp_path):
    code = (
        "import config.wsgi, sys; from django.contrib.staticfiles.storage import staticfiles_storage; "
        "staticfiles_storage.exists('x'); "
        "print('core.web.assets.minify' in sys.modules, 'minify' in sys.modules)"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(
        run,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "VAR_DIR": str(tmp_path)},
    )
    assert done.stdout.split()[-2:] == ["True", "False"]
