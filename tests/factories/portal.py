"""Sites, pages and announcements for tests."""

from datetime import datetime
from typing import Any

import factory
from django.utils import timezone
from wagtail.models import Page, Site

from portal.models import Announcement, AnnouncementText, HomePage, StandardPage
from portal.services.sites import start_portal, start_site


def make_home(**fields: Any) -> HomePage:
    """Return the default site's home page, as `start_site` makes it; `fields` are written into it."""
    home = start_site(title="Test Commons", address="http://testserver")
    return _with(home, fields)


def make_portal(hostname: str = "portal.example", **fields: Any) -> HomePage:
    """Return the home page of a second site."""
    site = start_portal(title="National portal", hostname=hostname)
    return _with(site.root_page.specific, fields)


def site_of(home: HomePage) -> Site:
    """Return the site that has this home page."""
    return Site.objects.get(root_page=home)


def make_page(parent: Page, *, live: bool = True, **fields: Any) -> StandardPage:
    """Return a standard page below `parent`, published unless `live=False`."""
    defaults: dict[str, Any] = {"title": "A page", "lead": "What it tells.", "locale": parent.locale}
    page = StandardPage(**(defaults | fields), live=live)
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


class AnnouncementFactory(factory.django.DjangoModelFactory[Announcement]):
    """An announcement on every site, shown from the beginning of 2026; its English words are `text`."""

    class Meta:
        model = Announcement
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Announcement {n}")
    from_at = factory.LazyFunction(lambda: datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone()))

    @factory.post_generation
    def text(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Write its words: a text in English, or a mapping from language to text."""
        words = extracted if isinstance(extracted, dict) else {"en": extracted or f"Words of {self.name}"}
        self.texts.set([AnnouncementText(language=code, text=text) for code, text in words.items()])
        self.save()


def _with(home: HomePage, fields: dict[str, Any]) -> HomePage:
    if fields:
        for name, value in fields.items():
            setattr(home, name, value)
        home.save_revision().publish()
        home.refresh_from_db()
    return home
