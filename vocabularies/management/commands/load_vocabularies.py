"""`manage.py load_vocabularies`: update the concept schemes from the project's vocabulary files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vocabularies.errors import FilesRefused
from vocabularies.services.loading import load_vocabularies


class Command(BaseCommand):
    """Load the vocabularies; running it again changes nothing, and what editors did stays."""

    help = "Load the vocabulary files (all, or those named by --file). -v 2 says each single change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, change nothing.")
        parser.add_argument(
            "--file",
            action="append",
            type=Path,
            metavar="FILE",
            help="Load this file only; its scheme alone is touched. May be given several times.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes = load_vocabularies(options["file"], dry_run=options["dry_run"])
        except FilesRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"] >= 2:
            for line in changes.lines:
                self.stdout.write(line)
        head = "Vocabularies (dry run, nothing was changed)" if options["dry_run"] else "Vocabularies"
        self.stdout.write(f"{head}: {changes.summary()}")
