"""What browsers may load and do: content policies, permissions, the other safety headers."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

from config.env import read

from .accounts import OIDC_PROVIDERS, ORCID_ENABLED


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


# Browsers hold form-action against redirects too: signing in elsewhere begins with a form here.
_SIGN_IN = [_origin(row["server_url"]) for row in OIDC_PROVIDERS]
if ORCID_ENABLED:
    _SIGN_IN.append("https://sandbox.orcid.org" if read("ORCID_SANDBOX") else "https://orcid.org")
_MEDIA: list[str] = []
if read("S3_BUCKET"):
    _MEDIA.append(_origin(read("S3_ENDPOINT_URL") or f"https://{read('S3_BUCKET')}.s3.amazonaws.com"))
_FRAMES = [_origin(read("PACKAGES_ORIGIN"))] if read("PACKAGES_ORIGIN") else [NONE]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_MEDIA],  # data: is a one-time code's picture; it cannot call home
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, *_MEDIA],
        "manifest-src": [SELF],
        "frame-src": _FRAMES,
        "form-action": [SELF, *_SIGN_IN],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# Wagtail's widgets write inline scripts and styles; its previews stand in a frame of the admin itself.
ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:", *_MEDIA],
        "font-src": [SELF, "data:"],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
# What no page of ours uses and a hostile script would want. It weighs on every page, so what browsers give
# to nobody else's frames anyway, and to us only on a press, is left to them (passkeys among it).
_OFF = "camera microphone geolocation payment usb browsing-topics"
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in _OFF.split())
WHITENOISE_ALLOW_ALL_ORIGINS = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
