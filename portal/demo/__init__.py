"""The demonstration, so that a new site has content: people, pages, a course and discussions.

It is made of pieces that are each loaded once. What somebody has changed or deleted since stays
as they left it; `again` restores what is missing, and overwrites nothing.
"""

from collections.abc import Callable, Sequence
from functools import partial

from django.db import transaction
from django.utils import translation
from wagtail.models import Page

from accounts import demo as people
from learning import demo as courses
from portal.demo.content_loader import blocks, page_names, read
from portal.demo.discussions import load_threads
from portal.demo.site_chrome import load_announcement, load_chrome
from portal.demo.translations import catalogues, load_translations
from portal.models import DemoState, HomePage, StandardPage
from portal.services.locales import fill_locales, open_locales
from portal.services.sites import start_site

LOCALES = ["fr", "ar"]  # beside English; the interface is complete in these


@transaction.atomic
@translation.override("en")
def load(
    *,
    again: bool = False,
    locales: Sequence[str] = LOCALES,
    on_piece: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Load the pieces that were never loaded (with `again`, also those that were); return their number.

    The pages are translated into `locales`. `on_piece` is called with the number of loaded pieces and of all.
    """
    home = start_site()
    done = set(DemoState.objects.values_list("name", flat=True))
    find = partial(find_page, home)
    pieces: list[tuple[str, Callable[[], object]]] = [
        ("people", people.load),
        ("course", partial(courses.load, home)),
        *((name, partial(load_page, home, name)) for name in page_names()),
        ("home", partial(load_home, home)),
        ("chrome", partial(load_chrome, home, find)),
        ("announcement", partial(load_announcement, home, find)),
        ("threads", partial(load_threads, home, again=again)),
        ("locales", partial(open_locales, list(locales), source="en")),
    ]
    done = set() if again else done
    wanted = [(name, make) for name, make in pieces if name not in done]
    translated = [row for row in catalogues(locales) if row[0] not in done]
    total = len(wanted) + len(translated)
    for number, (name, make) in enumerate(wanted):
        on_piece(number, total)
        make()
        DemoState.objects.get_or_create(name=name)
    if wanted:
        fill_locales()
    for number, (name, language, path) in enumerate(translated, len(wanted)):
        on_piece(number, total)
        load_translations(home, language, path)
        DemoState.objects.get_or_create(name=name)
    on_piece(total, total)
    return total


def find_page(home: HomePage, slug: str) -> Page | None:
    """Return the page with this slug right below the home page, or None."""
    return home.get_children().filter(slug=slug).first()


def load_page(home: HomePage, name: str) -> None:
    """Make the standard page of a content file, unless a page with its slug is there."""
    content = read(name)
    if find_page(home, content["slug"]):
        return
    page = StandardPage(
        title=content["title"],
        slug=content["slug"],
        locale=home.locale,
        lead=content["lead"],
        search_description=content["search_description"],
        show_in_menus=content.get("in_menu", False),
        body=blocks(content["body"], partial(find_page, home)),
    )
    home.add_child(instance=page)
    page.save_revision().publish()


def load_home(home: HomePage) -> None:
    """Write the text of the home page, unless an editor has already written some."""
    if home.body or home.calls_to_action:
        return
    content, find = read("home.yaml"), partial(find_page, home)
    for field in ("title", "heading", "lead", "search_description"):
        setattr(home, field, content[field])
    home.calls_to_action = [
        ("call_to_action", call | {"page": find(call["page"]) if "page" in call else None})
        for call in content["calls_to_action"]
    ]
    home.body = blocks(content["body"], find)
    home.save_revision().publish()
