"""The translation dashboard: its pages pass the checks; a file is exported, translated and imported."""

from pathlib import Path

import polib
import pytest

from tests.browser.conftest import Open
from tests.browser.page_checks import check_page

pytestmark = pytest.mark.browser
DESK = "/admin/translations/"
ROWS = ".dashboard__table th a"


def test_its_pages_do_not_overflow(open_as: Open) -> None:
    with open_as("editor") as v:
        v.go(f"{DESK}fr/")
        lesson = v.page.locator(ROWS, has_text="Target 21").get_attribute("href")
        assert lesson
        for path in (DESK, f"{DESK}fr/", lesson, f"{DESK}fr/import/"):
            v.go(path)
            assert check_page(v.page) == [], path


def test_a_file_is_exported_and_imported(open_as: Open, tmp_path: Path) -> None:
    with open_as("admin") as v:
        v.go(f"{DESK}ar/?state=new")
        v.page.locator(ROWS).last.click()
        with v.page.expect_download() as coming:
            v.page.get_by_role("link", name="This page: PO").click()
        path = tmp_path / "page.po"
        coming.value.save_as(path)
        po = polib.pofile(str(path))
        title = po[0]
        assert title.msgstr == ""
        for target, words in (
            ("<b>عنوان</b>", "is not in the source"),
            ("عنوان جديد", "1 string was imported"),
        ):
            title.msgstr = target
            po.save(str(path))
            v.recorder.expected.add(f"{v.site.url}{DESK}ar/import/")  # the refusal is a 422
            v.go(f"{DESK}ar/import/")
            v.page.get_by_label("File").set_input_files(path)
            v.page.get_by_role("button", name="Import").click()
            v.page.get_by_text(words).first.wait_for()
        v.assert_no_errors()
