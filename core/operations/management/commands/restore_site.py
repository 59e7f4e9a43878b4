"""`manage.py restore_site FILE`: put back what `backup_site` wrote."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.operations.backup import BackupError, restore


class Command(BaseCommand):
    """Replace the site by the archive. The site and its worker must be stopped."""

    help = "Put an archive of backup_site back. Stop the site and the worker first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the archive's name and --replace."""
        parser.add_argument("file", type=Path, help="An archive that backup_site wrote.")
        parser.add_argument("--replace", action="store_true", help="Replace a site that has members already.")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        """Restore, or say why not."""
        try:
            manifest = restore(file, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Put back the site of {manifest['made_at']}. Now run: manage.py migrate")
