"""What core.web registers: which tables of Django, Wagtail, allauth and core.base hold what visitors read."""

from core.web.caching.changes import NOTHING, PAGES, PERMISSIONS, SITE, TABLE_USES, TableUse

PUBLISHED = (
    "taggit",
    "web.incompletetranslation",
    "wagtailcore.collectionviewrestriction",
    "wagtailcore.pageviewrestriction",
    "wagtaildocs",
    "wagtailembeds",
    "wagtailimages",  # a page says that a picture is being prepared until its renditions are there
)
NOT_SHOWN = (
    "account",
    "base",
    "contenttypes",
    "mfa",
    "sessions",
    "socialaccount",
    "usersessions",
    "wagtail_localize",  # core.web.page_facts writes what follows from them
    "wagtailadmin",
    "wagtailcore",
    "wagtailredirects",
    "wagtailsearch",
    "wagtailusers",
    "web",
)
# What saving a draft, locking a page and adding a page below it write.
DRAFT = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
        "numchild",
    }
)


def register() -> None:
    """Register what a write to the tables of other packages and of `core.base` changes."""
    TABLE_USES.register(TableUse("wagtailcore.page", PAGES, DRAFT))
    TABLE_USES.register(TableUse("auth", PERMISSIONS))
    for label in PUBLISHED:
        TABLE_USES.register(TableUse(label, PAGES))
    for label in ("wagtailcore.locale", "wagtailcore.site"):
        TABLE_USES.register(TableUse(label, SITE))
    for label in NOT_SHOWN:
        TABLE_USES.register(TableUse(label, NOTHING))
