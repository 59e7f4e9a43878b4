"""Start a site: a home page, its locale, its address, and what editors and moderators may do."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override
from wagtail.models import GroupPagePermission, Locale, Page, Site

from portal.models import HomePage, SiteChrome, SiteChromeText

EDITORS, MODERATORS = "Editors", "Moderators"
PAGE_RIGHTS = {
    EDITORS: ("add", "change"),
    MODERATORS: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}
# Beside the pages: what each group may do with announcements, headers and footers, communities.
COMMUNITY_RIGHTS = ("add_community", "view_community")
MODEL_RIGHTS = {
    EDITORS: ("add_announcement", "change_announcement", "view_announcement", *COMMUNITY_RIGHTS),
    MODERATORS: (
        "add_announcement",
        "change_announcement",
        "delete_announcement",
        "view_announcement",
        "change_sitechrome",
        *COMMUNITY_RIGHTS,
    ),
}

TRANSLATE = Q(content_type__app_label="wagtail_localize", codename="submit_translation")


@transaction.atomic
def start_site(*, title: str = "", address: str = "", language: str = "") -> HomePage:
    """Return the default site's home page, making what is missing and leaving what is there.

    `address` is the site's public address with scheme (default: SITE_URL); `language` the code of
    the tree in which its editors write first. Wagtail's own welcome page goes when nothing is below it.
    """
    language = language or settings.LANGUAGE_CODE
    title = title or settings.SITE_NAME
    allow_groups()
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None and isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    home = open_home(title=title, language=language)
    if site is None:
        site = Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    parts = urlsplit(address or settings.SITE_URL)
    site.hostname, site.site_name, site.root_page = parts.hostname or "localhost", title, home
    site.port = parts.port or (443 if parts.scheme == "https" else 80)
    site.save()
    if welcome is not None and _is_wagtails_welcome(welcome):
        welcome.delete()
        home = _take_slug(home, "home")
    name_site(site, language=language, title=title)
    return home


@transaction.atomic
def start_portal(*, title: str, hostname: str, port: int = 80, language: str = "") -> Site:
    """Add another site (a national portal, say) with a home page of its own; return the site."""
    language = language or settings.LANGUAGE_CODE
    site = Site.objects.filter(hostname=hostname.lower(), port=port).first()
    if site is None:
        home = open_home(title=title, language=language)
        site = Site.objects.create(hostname=hostname.lower(), port=port, site_name=title, root_page=home)
        name_site(site, language=language, title=title)
    return site


def open_home(*, title: str, language: str) -> HomePage:
    """Make a home page below the root, with words that say what to do next. It is published at once."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    root = Page.get_first_root_node()
    with override(language):
        home = HomePage(
            title=title,
            locale=locale,
            heading=gettext("A place to learn from each other is being prepared"),
            lead=gettext(
                "The people who look after this site are setting it up. You can already create an account."
            ),
            search_description=gettext(
                "A place where people who work for biodiversity learn from each other."
            ),
        )
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def name_site(
    site: Site, *, language: str, title: str, strapline: str = "", footer_text: str = ""
) -> SiteChrome:
    """Write the texts of the site's header and footer in `language`, unless there are some."""
    chrome, _made = SiteChrome.objects.get_or_create(site=site)
    SiteChromeText.objects.get_or_create(
        chrome=chrome,
        language=language,
        defaults={"title": title[:60], "strapline": strapline, "footer_text": footer_text},
    )
    return chrome


def allow_groups() -> None:
    """Let editors write and propose, and moderators publish; permissions given in the admin stay."""
    root = Page.get_first_root_node()
    entry = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for name, rights in PAGE_RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=name)
        own = Q(content_type__app_label__in=("portal", "cop"), codename__in=MODEL_RIGHTS[name])
        group.permissions.add(entry, *Permission.objects.filter(own | TRANSLATE))
        for right in rights:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{right}_page"
            )
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _is_wagtails_welcome(page: Page) -> bool:
    """Return whether it is the empty page that Wagtail's first migration makes."""
    return page.specific_class is Page and not page.get_children().exists() and page.depth == 2


def _take_slug(page: HomePage, slug: str) -> HomePage:
    """Return the page the slug that the welcome page held."""
    page.slug = slug
    page.save()
    page.save_revision().publish()
    return page
