"""`manage.py load_demo`: accounts, pages and a first course, loaded once into the embedded site."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import load


class Command(BaseCommand):
    """Load the demonstration once; what somebody has changed or deleted since stays as they left it."""

    help = "Load the demonstration content and accounts (embedded settings only), once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="Bring back pieces that were deleted.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "These settings are not for a demonstration: it brings accounts with a known password. "
                "Use config.settings.embedded, or make the site with `manage.py start_site`."
            )
        made = load(again=options["again"])
        self.stdout.write(
            f"Demonstration: {made} pieces loaded." if made else "Demonstration: nothing to do."
        )
