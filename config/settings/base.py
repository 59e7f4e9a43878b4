"""Settings that every mode shares. Modes add to them; nothing here reads the environment directly."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config.env import read

from .accounts import *
from .policy import *

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(read("VAR_DIR") or BASE_DIR / "var")

DEBUG = False
SITE_NAME = "KM4B Commons"
SITE_URL = (read("SITE_URL") or f"http://localhost:{read('PORT')}").rstrip("/")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEMO = False  # the embedded settings switch it on

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "portal",
    "learning",
    "cop",
    "accounts",
    "translations",
    "vocabularies",
    "core.operations",
    "core.realtime",
    "core.mail",
    "core.media",
    "core.jobs",
    "core.web",
    "core.base",
    *ALLAUTH_APPS,
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.admin_apps.MembersAdminConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "channels",
    "csp",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.web.middleware.StaticFilesMiddleware",
    "core.web.caching.pages.PageCacheMiddleware",
    "core.web.middleware.CompressionMiddleware",
    "core.web.middleware.MaintenanceMiddleware",
    "core.web.csp.PolicyMiddleware",
    "core.web.middleware.ErrorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.web.languages.LanguageMiddleware",
    "core.web.reader_preferences.ReadingMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.web.redirects.RedirectParameterMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.MemberMiddleware",
    "core.web.secret_attempts.SecretAttemptsMiddleware",
    "core.web.admin_requests.AdminRequestMiddleware",
    "core.web.caching.sites.SiteMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["core.web.template_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.context_processors.site",
            ],
            "builtins": [
                "core.web.templatetags.caching",
                "core.web.templatetags.components",
                "core.web.templatetags.core",
            ],
        },
    }
]
# Fragments of pages are stored by each process for itself: that is quicker than asking Redis for each.
CACHES = {
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}
ERROR_NAVIGATION = "portal.selectors.site_chrome.error_navigation"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Languages: the six of the United Nations. A page tree exists for each Wagtail locale.
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
INTERFACE_LANGUAGES = ["en", "fr", "ar"]  # whose catalogue is complete, so that readers are offered it
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
MEDIA_SENDFILE = read("MEDIA_SENDFILE")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "core.media.files.storage.PrivateFileStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "staticfiles": {"BACKEND": "core.web.assets.storage.CommonsStaticStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o640

REALTIME_REDIS_URL = ""  # empty: rings reach this process, and the others watch the database
TASKS = {"default": {"BACKEND": "core.jobs.backend.JobsBackend", "QUEUES": []}}
CSRF_FAILURE_VIEW = "core.web.access.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
MAINTENANCE = read("MAINTENANCE")
METRICS_TOKEN = read("METRICS_TOKEN")
PACKAGES_ORIGIN = read("PACKAGES_ORIGIN")
ANYMAIL: dict[str, str] = {}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("MAIL_FROM") or f"{SITE_NAME} <commons@demo.km4b.example>"

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "/admin/login/"  # accounts.views.settings.admin_sign_in
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"  # resolved in the language of the page
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "md", "mp4", "odt", "ods", "pdf", "pptx", "txt", "vtt", "webm", "xlsx", "zip",
]  # fmt: skip
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.media.forms.DescribedImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILEMBEDS_FINDERS = [{"class": "core.media.embeds.SafeOEmbedFinder"}]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "core.web.search_backend"}}

CSRF_TRUSTED_ORIGINS = read("CSRF_TRUSTED_ORIGINS")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": read("LOG_LEVEL")},
}
