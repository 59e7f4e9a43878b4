"""Backup and restore of the whole site: one archive of database, public media and private files."""

from core.operations.backup.archive import back_up, read_manifest, restore
from core.operations.backup.database import BackupError

__all__ = ["BackupError", "back_up", "read_manifest", "restore"]
