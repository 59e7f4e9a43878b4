"""`manage.py backup_site FILE`: the database, public media and private files in one archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.operations.backup import BackupError, back_up


class Command(BaseCommand):
    """Write the archive while the site goes on."""

    help = "Write the database, the media and the private files into one archive."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the archive's name."""
        parser.add_argument("file", type=Path, help="The archive to write; it must not exist yet.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Back up, or say why not."""
        try:
            back_up(file.absolute())
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {file} ({file.stat().st_size:,} bytes). It holds everything: keep it safe.")
