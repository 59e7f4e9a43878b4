"""The editors' admin under its own policy: its pages open without a script error or a violation."""

import pytest

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
TARGETS = "/admin/vocabularies/of/gbf-targets/"
EDITOR = [
    "/admin/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/reports/enrolments/",
    "/admin/vocabularies/",
    "/admin/vocabularies/new/",
    TARGETS,
    f"{TARGETS}new/",
    f"{TARGETS}titles/",
    f"{TARGETS}concepts/GBF-TARGET-21/",
    f"{TARGETS}concepts/GBF-TARGET-21/retire/",
    f"{TARGETS}concepts/GBF-TARGET-21/merge/",
    "/admin/translations/",
    "/admin/translations/fr/",
    "/admin/translations/ar/?state=new",
    "/admin/translations/fr/import/",
]
ADMIN = ["/admin/users/", "/admin/jobs/", "/admin/sites/"]


@pytest.mark.parametrize(("role", "path"), [("editor", p) for p in EDITOR] + [("admin", p) for p in ADMIN])
def test_admin_page(role: str, path: str, look_as: Open) -> None:
    with look_as(role) as v:
        v.go(path)
        assert v.page.locator("main").count() == 1
        v.assert_no_errors()


def test_an_editor_opens_a_lesson_and_its_preview(open_as: Open) -> None:
    with open_as("editor") as v:
        v.go("/en/courses/km4b-essentials/why-knowledge/target-21/")
        v.page.locator("summary", has_text="editor").first.click()
        with v.page.expect_navigation():
            v.page.get_by_role("link", name="Edit this page").click()
        assert "/admin/pages/" in v.page.url
        v.page.wait_for_selector("form#page-edit-form")
        with v.page.context.expect_page() as opened:
            v.page.locator("a:has-text('View live'), a[aria-label*='live']").first.click()
        opened.value.wait_for_load_state()
        v.assert_no_errors()
