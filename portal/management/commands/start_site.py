"""`manage.py start_site`: make a site's home page, its groups' rights, header, footer and vocabularies."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.services.sites import start_site


class Command(BaseCommand):
    """Make what a fresh site needs; running it again changes nothing."""

    help = "Make home page, groups' rights, header, footer and vocabularies of a site without content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--title", default="", help="The site's name (default: the name in the settings)."
        )
        parser.add_argument("--address", default="", help="Public address with scheme (default: SITE_URL).")
        parser.add_argument("--language", default="", help="Code of the language its editors write in first.")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_vocabularies", stdout=self.stdout)
        home = start_site(title=options["title"], address=options["address"], language=options["language"])
        self.stdout.write(f"The home page is {home.full_url}")
