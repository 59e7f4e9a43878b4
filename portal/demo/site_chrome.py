"""The demonstration's navigation, footer and announcement."""

from typing import Any

from django.utils import timezone
from wagtail.models import Site

from portal.demo.content_loader import Find, read
from portal.models import Announcement, AnnouncementText, HomePage, SiteChrome, SiteChromeText


def load_chrome(home: HomePage, find: Find) -> None:
    """Name the site, and give it navigation and footer where it has none yet."""
    content = read("site_chrome.yaml")
    chrome, _made = SiteChrome.objects.get_or_create(site=_site(home))
    for text in content["texts"]:
        SiteChromeText.objects.update_or_create(
            chrome=chrome,
            language=text["language"],
            defaults={key: text[key] for key in text if key != "language"},
        )
    if not chrome.navigation:
        chrome.navigation = [("link", _link(row, find)) for row in content["navigation"]]
    if not chrome.footer:
        chrome.footer = [
            (
                "column",
                {"title": _words(row["title"]), "links": [_link(link, find) for link in row["links"]]},
            )
            for row in content["footer"]
        ]
    chrome.save()


def load_announcement(home: HomePage, find: Find) -> None:
    """Announce above every page that this is a demonstration."""
    content = read("site_chrome.yaml")["announcement"]
    announcement, made = Announcement.objects.get_or_create(
        name=content["name"],
        site=_site(home),
        defaults={"kind": content["kind"], "page": find(content["page"]), "from_at": timezone.now()},
    )
    if made:
        announcement.texts.set([AnnouncementText(**text) for text in content["texts"]])
        announcement.save()


def _site(home: HomePage) -> Site:
    return Site.objects.get(root_page=home)


def _words(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"language": language, "text": text} for language, text in words.items()]


def _link(row: dict[str, Any], find: Find) -> dict[str, Any]:
    """Return a link block's value; ValueError when its page is missing."""
    page = find(row["page"]) if "page" in row else None
    if "page" in row and page is None:
        raise ValueError(f"There is no page {row['page']} to link to.")
    return {"page": page, "address": row.get("address", ""), "words": _words(row["words"])}
