"""Permissions of the portal: almost everything is for everyone; mail previews are for editors."""

from typing import Any

from tests.factories.portal import AnnouncementFactory, make_page
from tests.permissions.matrix import SIGN_IN, Row


def _announcement(scenario: Any) -> dict[str, Any]:
    return {"public_id": AnnouncementFactory().public_id}


ROWS = [
    Row("portal.HomePage", expect={"everyone": 200}, make=lambda scenario: scenario.home),
    Row(
        "portal.StandardPage",
        expect={"everyone": 200},
        make=lambda scenario: make_page(scenario.home, title="Help"),
    ),
    Row("portal:styleguide", expect={"everyone": 200}),
    Row("portal:mail_preview", expect={"stranger": SIGN_IN, "editor": 200, "admin": 200, "others": 404}),
    Row("portal:announcement_dismiss", "POST", expect={"everyone": 302}, make=_announcement),
    Row("plain:root", expect={"everyone": 302}),
    Row("plain:robots", expect={"everyone": 200}),
    Row("plain:sitemap", expect={"everyone": 200}),
    Row("plain:favicon", expect={"everyone": 302}),
    Row("plain:manifest", expect={"everyone": 200}),
    Row("plain:security", expect={"everyone": 200}),
]
