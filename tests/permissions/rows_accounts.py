"""Permissions of accounts: own pages for members, the privacy register and signing in for everyone."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.enums import ExportState
from accounts.models import DataExport
from tests.factories.accounts import PASSWORD
from tests.permissions.matrix import SIGN_IN, Row

PAGE = {"stranger": SIGN_IN, "members": 200}
SENT_ON = {"stranger": SIGN_IN, "members": 302}
NEWCOMERS = {"stranger": 200, "members": 302}
# The admin's sign-in: a redirect for users with access, 404 for other members.
DOOR = {"stranger": SIGN_IN, "editor": 302, "admin": 302, "others": 404}


def _export(scenario: Any) -> dict[str, Any]:
    export = DataExport(
        user=scenario.learner, state=ExportState.READY, ready_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    export.file.save("x.zip", ContentFile(b"PK"))
    return {"public_id": export.public_id}


def _show_again_who_it_is(scenario: Any, role: str) -> None:
    if role != "stranger":
        scenario.client(role).post("/en/account/reauthenticate/", {"password": PASSWORD})


def _let_editor_change_members(scenario: Any, role: str) -> None:
    scenario.editor.user_permissions.add(Permission.objects.get(codename="change_user"))


ROWS = [
    Row("account_signup", expect=NEWCOMERS),
    Row("account_signup", "POST", expect=NEWCOMERS | {"stranger": 422}, state="with nothing"),
    *(Row("socialaccount_signup", method, expect={"everyone": SIGN_IN}) for method in ("GET", "POST")),
    Row("accounts:account_show", expect=PAGE),
    Row("accounts:profile_edit", expect=PAGE),
    Row(
        "accounts:profile_edit", "POST", expect=SENT_ON,
        data={"display_name": "New", "language": "en", "time_zone": "UTC"},
    ),
    Row("accounts:profile_edit", "POST", expect={"stranger": SIGN_IN, "members": 422}, state="with nothing"),
    Row("accounts:reading_edit", expect={"everyone": 200}),
    Row(
        "accounts:reading_edit", "POST", expect={"everyone": 302},
        data={"text_language": "ar", "pictures": "wait"},
    ),
    Row("accounts:reading_edit", "POST", expect={"everyone": 422}, state="with nothing"),
    Row("accounts:session_end", "POST", expect={"stranger": SIGN_IN, "members": 404}, state="of nobody"),
    Row(
        "accounts:session_end", "POST", expect={"stranger": SIGN_IN, "members": 302}, state="of one's own",
        data=lambda scenario, role: {"session": _session(scenario, role)},
    ),
    Row("accounts:consent_edit", expect=PAGE),
    Row("accounts:consent_edit", "POST", expect=SENT_ON, data={"consent": "on"}),
    Row("accounts:privacy", expect={"everyone": 200}),
    Row("accounts:data_show", expect=PAGE),
    Row("accounts:export_request", "POST", expect=SENT_ON, state="the password is asked again"),
    Row(
        "accounts:export_download", make=_export, owner="learner", state="the password is asked again",
        expect={"stranger": SIGN_IN, "members": 404, "learner": 302},
    ),
    Row(
        "accounts:export_download", make=_export, owner="learner", state="the password was given again",
        expect={"stranger": SIGN_IN, "members": 404, "learner": 200}, before=_show_again_who_it_is,
    ),
    Row("accounts:erasure_edit", expect=SENT_ON, state="the password is asked again"),
    Row("accounts:erasure_edit", "POST", expect=SENT_ON, state="the password is asked again"),
    Row("accounts:erasure_cancel", "POST", expect=SENT_ON),
    *(
        Row(
            "wagtailusers_users:edit", method,
            expect={"admin": 200, "editor": 404, "others": SIGN_IN},
            make=lambda scenario: {"pk": scenario.learner.pk},
            state="with nothing" if method == "POST" else "",
        )
        for method in ("GET", "POST")
    ),
    Row(
        "wagtailusers_users:edit", expect={"admin": 200, "editor": 200, "others": SIGN_IN},
        make=lambda scenario: {"pk": scenario.learner.pk}, state="by an editor who may change members",
        before=_let_editor_change_members, text="Only administrators change these.", seen_by=("editor",),
    ),
    *(
        Row(
            "wagtailusers_users:add", method, expect={"admin": 200, "editor": 404, "others": SIGN_IN},
            state="with nothing" if method == "POST" else "",
        )
        for method in ("GET", "POST")
    ),
    *(
        Row(
            "wagtailusers_users:delete", method,
            expect={"admin": admitted, "editor": 404, "others": SIGN_IN},
            make=lambda scenario: {"pk": scenario.learner.pk},
        )
        for method, admitted in (("GET", 200), ("POST", 302))
    ),
    *(
        Row("members_admin:own_settings_edit", method, expect=DOOR | dict.fromkeys(("editor", "admin"), 200))
        for method in ("GET", "POST")
    ),
    *(
        Row(f"members_admin:{name}", method, expect=DOOR)
        for name in ("admin_sign_in", "admin_password_reset")
        for method in ("GET", "POST")
    ),
    *(
        Row(
            "members_admin:admin_password_reset_step", method, expect=DOOR,
            make=lambda scenario: {"rest": "confirm/MQ/x/"},
        )
        for method in ("GET", "POST")
    ),
]  # fmt: skip


def _session(scenario: Any, role: str) -> int | str:
    from allauth.usersessions.models import UserSession

    if role == "stranger":
        return ""
    row = UserSession.objects.create(user=scenario.people[role], ip="192.0.2.1", session_key=f"matrix-{role}")
    return int(row.pk)
