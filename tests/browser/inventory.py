"""Every page of the site: each is visited, or shown in a journey, or is no page, with the reason.

test_inventory.py fails for a route or page type that is in none of the three lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cop.demo.factories import piece_id

COURSE = "courses/km4b-essentials/"
COMMUNITY, BY_REQUEST = "communities/biodiversity-knowledge/", "communities/clearing-house-focal-points/"


def thread(name: str) -> str:
    """Return the URL of a thread of the demonstration, by its file's name."""
    return f"threads/{piece_id(f'threads/{name}')}/"


LONG_THREAD, HIDING = thread("clearing-house-after-the-project"), thread("gbif-with-two-people")


@dataclass(frozen=True)
class Visit:
    """A page to open: its route or page type, its path below the language, the role and the status."""

    name: str
    path: str
    role: str = "stranger"
    status: int = 200

    @property
    def id(self) -> str:
        return f"{self.name}-{self.role}-{self.status}" if self.status != 200 else f"{self.name}-{self.role}"


VISITS = [
    # Page types
    Visit("portal.HomePage", ""),
    Visit("portal.HomePage", "", "learner"),
    Visit("portal.HomePage", "", "editor"),
    Visit("portal.StandardPage", "about/"),
    Visit("portal.StandardPage", "privacy/"),
    Visit("portal.StandardPage", "about/", "editor"),
    Visit("learning.CoursesPage", "courses/"),
    Visit("learning.CoursesPage", "courses/?target=GBF-TARGET-21&level=introductory"),
    Visit("learning.CoursesPage", "courses/?level=advanced"),
    Visit("learning.CoursesPage", "courses/", "editor"),
    Visit("learning.CoursePage", COURSE),
    Visit("learning.CoursePage", COURSE, "learner"),
    Visit("learning.CoursePage", COURSE, "editor"),
    Visit("learning.ModulePage", COURSE + "why-knowledge/"),
    Visit("learning.ModulePage", COURSE + "why-knowledge/", "editor"),
    Visit("learning.LessonPage", COURSE + "why-knowledge/what-knowledge-management-is/"),
    Visit("learning.LessonPage", COURSE + "why-knowledge/what-knowledge-management-is/?text=fr"),
    Visit("learning.LessonPage", COURSE + "why-knowledge/where-knowledge-is-lost/", "learner"),
    Visit("learning.LessonPage", COURSE + "why-knowledge/target-21/", "editor"),
    Visit("learning.LessonPage", COURSE + "why-knowledge/capturing-and-passing-on/"),
    # Portal
    Visit("portal:styleguide", "styleguide/"),
    Visit("portal:mail_preview", "styleguide/mail/", "editor"),
    Visit("error 404", "no/such/page/", status=404),
    # Communities
    Visit("cop:communities_show", "communities/"),
    Visit("cop:communities_show", "communities/", "learner"),
    Visit("cop:community_show", COMMUNITY),
    Visit("cop:community_show", COMMUNITY, "manager"),
    Visit("cop:community_show", BY_REQUEST),
    Visit("cop:community_show", BY_REQUEST, "learner"),
    Visit("cop:community_show", BY_REQUEST, "captain"),
    Visit("cop:members_show", COMMUNITY + "members/"),
    Visit("cop:members_show", BY_REQUEST + "members/", "manager"),
    Visit("cop:community_edit", COMMUNITY + "edit/", "manager"),
    Visit("cop:thread_start", COMMUNITY + "threads/new/", "captain"),
    Visit("cop:thread_show", LONG_THREAD),
    Visit("cop:thread_show", LONG_THREAD, "learner"),
    Visit("cop:thread_show", HIDING, "manager"),
    Visit("cop:thread_show", thread("communaute-silencieuse"), "captain"),
    Visit("cop:thread_rename", LONG_THREAD + "title/", "manager"),
    Visit("cop:post_show", LONG_THREAD + "posts/21/"),
    Visit("cop:post_show", LONG_THREAD + "posts/21/", "manager"),
    Visit("cop:post_edit", LONG_THREAD + "posts/25/edit/", "learner"),
    Visit("cop:post_history", LONG_THREAD + "posts/21/history/"),
    Visit("cop:post_hide", LONG_THREAD + "posts/21/hide/", "manager"),
    # Vocabularies
    Visit("vocabularies:schemes_show", "vocabularies/"),
    Visit("vocabularies:scheme_show", "vocabularies/countries/"),
    Visit("vocabularies:scheme_show", "vocabularies/cbd-subjects/"),
    Visit("vocabularies:scheme_show", "vocabularies/gbf-targets/", "learner"),
    Visit("vocabularies:concept_show", "vocabularies/countries/ke/"),
    Visit("vocabularies:concept_show", "vocabularies/gbf-targets/GBF-TARGET-21/"),
    Visit("vocabularies:concepts_find", "vocabularies/find/"),
    # Accounts
    Visit("accounts:account_show", "account/", "learner"),
    Visit("accounts:profile_edit", "account/profile/", "learner"),
    Visit("accounts:reading_edit", "account/reading/"),
    Visit("accounts:reading_edit", "account/reading/?next=/en/about/", "learner"),
    Visit("accounts:privacy", "account/privacy/", "learner"),
    Visit("accounts:data_show", "account/data/", "learner"),
    Visit("accounts:erasure_edit", "account/data/erasure/", "learner"),
    Visit("accounts:consent_edit", "account/consent/", "learner"),
    # allauth
    Visit("account_login", "account/login/"),
    Visit("account_logout", "account/logout/", "learner"),
    Visit("account_inactive", "account/inactive/"),
    Visit("account_signup", "account/signup/"),
    Visit("account_reauthenticate", "account/reauthenticate/", "learner"),
    Visit("account_email", "account/email/", "learner"),
    Visit("account_email_verification_sent", "account/confirm-email/"),
    Visit("account_confirm_email", "account/confirm-email/expired/"),
    Visit("account_change_password", "account/password/change/", "learner"),
    Visit("account_reset_password", "account/password/reset/"),
    Visit("account_reset_password_done", "account/password/reset/done/"),
    Visit("account_reset_password_from_key", "account/password/reset/key/1-expired/"),
    Visit("account_reset_password_from_key_done", "account/password/reset/key/done/"),
    Visit("mfa_index", "account/2fa/", "learner"),
    Visit("mfa_activate_totp", "account/2fa/totp/activate/", "learner"),
    Visit("mfa_list_webauthn", "account/2fa/webauthn/", "learner"),
    Visit("mfa_add_webauthn", "account/2fa/webauthn/add/", "learner"),
    Visit("socialaccount_login_cancelled", "account/3rdparty/login/cancelled/"),
    Visit("socialaccount_login_error", "account/3rdparty/login/error/", status=401),
    Visit("socialaccount_connections", "account/3rdparty/", "learner"),
    Visit("usersessions_list", "account/sessions/", "learner"),
]


@dataclass(frozen=True)
class Alone:
    """A page that needs no running site: its template, its status and its context."""

    template: str
    status: int
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return "-".join([self.template.removesuffix(".html"), str(self.status), *self.context])


# Responses that no URL gives on request; test_error_pages.py serves them instead.
ERRORS = [
    Alone("400.html", 400),
    Alone("400.html", 413, {"too_large": True}),
    Alone("403.html", 403),
    Alone("403.html", 403, {"csrf": True}),
    Alone("404.html", 404),
    Alone("422.html", 422),
    Alone("429.html", 429),
    Alone("429.html", 429, {"minutes": 60}),
    Alone("500.html", 500),
    Alone("maintenance.html", 503),
]

# Shown and checked in the journey of that file.
JOURNEYS = {
    "cop:member_remove": "test_community.py",
    "account_request_reauthentication_code": "test_mailed_code.py",
    "account_confirm_reauthentication_code": "test_mailed_code.py",
    "mfa_authenticate": "test_second_factor.py",
    "mfa_reauthenticate": "test_second_factor.py",
    "mfa_deactivate_totp": "test_second_factor.py",
    "mfa_view_recovery_codes": "test_second_factor.py",
    "mfa_generate_recovery_codes": "test_second_factor.py",
    "mfa_edit_webauthn": "test_second_factor.py",
    "mfa_remove_webauthn": "test_second_factor.py",
    "mfa_reauthenticate_webauthn": "test_second_factor.py",
}

# Responses that are no page in the site's design, and why.
NO_PAGE = {
    "": "allauth's redirects from its former addresses",
    "operations:healthz": "text for machines",
    "operations:readyz": "JSON for machines",
    "operations:metrics_show": "text for machines",
    "media:media_show": "a file",
    "plain:root": "redirects to the best language",
    "plain:robots": "text for machines",
    "plain:sitemap": "XML for machines",
    "plain:favicon": "a picture",
    "plain:manifest": "JSON for machines",
    "plain:security": "text for machines",
    "members_admin:admin_sign_in": "redirects to the sign-in page",
    "members_admin:admin_password_reset": "redirects to the site's own page",
    "members_admin:admin_password_reset_step": "redirects to the site's own page",
    "accounts:session_end": "a form's target",
    "accounts:export_request": "a form's target",
    "accounts:export_download": "a file",
    "accounts:erasure_cancel": "a form's target",
    "learning:course_enrol": "a form's target",
    "learning:course_leave": "a form's target",
    "learning:lesson_read": "a form's target",
    "learning:lesson_unread": "a form's target",
    "learning:lesson_bookmark": "a form's target",
    "cop:community_join": "a form's target",
    "cop:community_leave": "a form's target",
    "cop:member_decide": "a form's target",
    "cop:thread_draft_save": "a form's target",
    "cop:thread_unread": "redirects to the first unread post",
    "cop:thread_read": "a script's target",
    "cop:thread_manage": "a form's target",
    "cop:draft_save": "a form's target",
    "cop:post_add": "a form's target; a refused one is in tests/cop",
    "cop:post_react": "a form's target",
    "cop:post_restore": "a form's target",
    "cop:post_delete": "a form's target",
    "cop:post_undelete": "a form's target",
    "cop:post_draft_save": "a form's target",
    "cop:post_sent": "a script's target",
    "vocabularies:concepts_suggest": "JSON for the concept picker's script",
    "linked_data:scheme_data": "redirects people; data for machines",
    "linked_data:scheme_file": "data for machines",
    "linked_data:concept_data": "redirects people; data for machines",
    "linked_data:concept_file": "data for machines",
    "catch_up": "JSON for the thread's script",
    "portal:announcement_dismiss": "a form's target",
    "account_set_password": "redirects who has a password; a member without one is in tests/accounts",
    "account_confirm_login_code": "codes by mail are switched off",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "JSON for the passkey's script",
    "socialaccount_signup": "reached from a partner's sign-in only; tests/accounts",
    "wagtail_serve": "the page types above",
    "wagtailcore_login": "redirects to the sign-in page",
    "wagtaildocs_serve": "a file",
    "wagtaildocs_authenticate_with_password": "documents behind a shared password are not used",
    "wagtailcore_authenticate_with_password": "pages behind a shared password are not used",
}
# Views in Wagtail's admin, in Wagtail's design; test_admin.py opens those that are ours.
ADMIN = (
    "jobs:",
    "learning_enrolments",
    "localize:",
    "members_admin:own_settings_edit",
    "translations:",
    "vocabularies_admin:",
    "wagtailusers_users:",
    "wagtailsnippets_",
)
