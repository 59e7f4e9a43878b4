"""Who a person is: allauth, passkeys, passwords, the policies members agree to."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.env import read

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ORCID_ENABLED = bool(read("ORCID_CLIENT_ID"))
OIDC_PROVIDERS: list[dict[str, Any]] = read("OIDC_PROVIDERS")
for row in OIDC_PROVIDERS:
    if lacking := {"id", "name", "server_url", "client_id"} - dict(row).keys():
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: a provider lacks {', '.join(sorted(lacking))}.")
ALLAUTH_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if ORCID_ENABLED:
    ALLAUTH_APPS.append("allauth.socialaccount.providers.orcid")
    SOCIALACCOUNT_PROVIDERS["orcid"] = {
        "BASE_DOMAIN": "sandbox.orcid.org" if read("ORCID_SANDBOX") else "orcid.org",
        "MEMBER_API": False,
        "APPS": [{"client_id": read("ORCID_CLIENT_ID"), "secret": read("ORCID_CLIENT_SECRET")}],
    }
# Nothing is shown and no address answers for a provider that is not in the list.
SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
    "APPS": [
        {
            "provider_id": row["id"],
            "name": row["name"],
            "client_id": row["client_id"],
            "secret": row.get("secret", ""),
            "settings": {"server_url": row["server_url"], "oauth_pkce_enabled": True},
        }
        for row in OIDC_PROVIDERS
    ]
}

ALLAUTH_TRUSTED_PROXY_COUNT = read("TRUSTED_PROXY_COUNT")
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
USERSESSIONS_ADAPTER = "accounts.adapters.UserSessionsAdapter"
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.signup_fields.SignupFields"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.authentication.SignupForm",
    "login": "accounts.forms.authentication.LoginForm",
    "reset_password": "accounts.forms.authentication.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.authentication.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.authentication.ReauthenticateForm",
    "confirm_reauthentication_code": "accounts.forms.codes.ConfirmReauthenticationCodeForm",
    "add_email": "accounts.forms.authentication.AddEmailForm",
    "change_password": "accounts.forms.authentication.ChangePasswordForm",
    "set_password": "accounts.forms.authentication.SetPasswordForm",
}
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; the mail and its page say so
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USER_DISPLAY = "accounts.models.display_user"
ACCOUNT_SESSION_REMEMBER = True
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.social.SocialSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
USERSESSIONS_TRACK_ACTIVITY = False  # it would write a row at every request
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
# A change of address waits unconfirmed beside the confirmed one; sign-in itself asks for a confirmed one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_TOLERANCE = 1  # steps of 30 s before and after: a clock may be wrong, and typing takes time
MFA_TOTP_ISSUER = "KM4B Commons"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.EditPasskeyForm",
    "login_webauthn": "accounts.forms.passkeys.LoginPasskeyForm",
    "authenticate_webauthn": "accounts.forms.passkeys.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.ReauthenticatePasskeyForm",
    "authenticate": "accounts.forms.codes.AuthenticateForm",
    "reauthenticate": "accounts.forms.codes.ReauthenticateForm",
    "activate_totp": "accounts.forms.codes.ActivateTOTPForm",
}
WEBAUTHN_RP_ID = read("WEBAUTHN_RP_ID")

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "display_name"]},
    },
    {"NAME": "accounts.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.password_validation.NumericPasswordValidator"},
]

# Views of others that take a secret, and what it opens (core.web.secret_attempts).
SECRET_VIEWS = {
    "wagtailcore_authenticate_with_password": "page_view_restriction_id",
    "wagtaildocs_authenticate_with_password": "restriction_id",
    "account_login": "address",
    "account_confirm_login_code": "address",
    "account_reauthenticate": "account",
    "account_confirm_reauthentication_code": "account",
    "account_change_password": "account",
    "mfa_authenticate": "address",
    "mfa_reauthenticate": "account",
    "mfa_activate_totp": "account",
}

TERMS_VERSION = read("TERMS_VERSION")
PRIVACY_VERSION = read("PRIVACY_VERSION")
TERMS_PAGE, PRIVACY_PAGE = "terms", "privacy"  # slugs of the pages right below a home page
EXPORT_DAYS = 7  # a copy of one's data is kept so long
ERASURE_DAYS = 14  # to change one's mind
ERASURE_REMINDER_DAYS = 2  # before the day
