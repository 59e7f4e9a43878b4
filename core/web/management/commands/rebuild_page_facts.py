"""`manage.py rebuild_page_facts`: make all facts that follow from pages again, from the pages."""

from typing import Any

from django.core.management.base import BaseCommand

from core.web.page_facts import rebuild


class Command(BaseCommand):
    """Correct the stored facts; running it again changes nothing. `migrate` does it, too."""

    help = "Make the stored facts of pages (incomplete translations, lessons of courses) from the pages."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, number in rebuild().items():
            self.stdout.write(f"{number} {name}")
