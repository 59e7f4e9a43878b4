"""The copy of their own data that a member may take along."""

import json
import zipfile
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.enums import ExportState
from accounts.models import DataExport, User
from accounts.models.exports import FOLDER, private_files
from core import mail
from core.base import audit, personal_data_registry
from core.jobs import enqueue

GIVEN_UP_AFTER = timedelta(hours=6)


def request_export(user: User) -> DataExport:
    """Ask for a copy of one's own data. While one is being made, that one is given."""
    try:
        with transaction.atomic():
            export = DataExport.objects.create(user=user)
            enqueue("accounts.build_export", str(export.public_id))
            audit.record("accounts.export_requested", by=user, subject=user)
            return export
    except IntegrityError:
        running: DataExport | None = DataExport.objects.running().filter(user=user).first()
        return running or request_export(user)  # it was finished in the meantime


def build_export(public_id: UUID | str) -> None:
    """Make the zip, keep it in the private storage and mail that it is ready; safe to repeat."""
    export = DataExport.objects.running().select_related("user").filter(public_id=public_id).first()
    if export is None:
        return
    storage = DataExport._meta.get_field("file").storage  # type: ignore[union-attr]
    with TemporaryFile() as archive:
        write_archive(export.user, archive)
        archive.seek(0)
        name = storage.save(f"{FOLDER}/{export.public_id}.zip", File(archive))
    if not _finish(export, name):
        storage.delete(name)


@transaction.atomic
def _finish(export: DataExport, name: str) -> bool:
    """Mark the export ready and mail it; False when another worker was quicker or it is gone."""
    now = timezone.now()
    expires = now + timedelta(days=settings.EXPORT_DAYS)
    done = (
        DataExport.objects.running()
        .filter(pk=export.pk)
        .update(state=ExportState.READY, ready_at=now, expires_at=expires, file=name)
    )
    if done:
        context = {"export": export, "expires_at": expires, "days": settings.EXPORT_DAYS}
        mail.send("accounts/export_ready", export.user, context)
    return bool(done)


def write_archive(user: User, target: IO[bytes]) -> None:
    """Write README.txt, one JSON file per registered model that knows the member, and their files."""
    names: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in personal_data_registry.in_erasure_order():
            rows = entry.export(user) if entry.export else []
            if rows:
                names.append(f"{entry.model._meta.label_lower}.json")
                archive.writestr(names[-1], _json(rows))
            for name, file in entry.files(user) if entry.files else []:
                _add_file(archive, name, file)
        with translation.override(user.language):
            context = {"user": user, "names": names, "site_name": settings.SITE_NAME, "now": timezone.now()}
            archive.writestr("README.txt", render_to_string("accounts/export_readme.txt", context))


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)


def _add_file(archive: zipfile.ZipFile, name: str, file: Any) -> None:
    """Copy a storage file in pieces; one that is gone is left out."""
    try:
        with file.storage.open(file.name, "rb") as source, archive.open(f"files/{name}", "w") as target:
            while piece := source.read(64 * 1024):
                target.write(piece)
    except FileNotFoundError:
        return


def sweep_exports() -> int:
    """Delete expired files and mark what was never finished as failed; return how many."""
    swept = _sweep_orphans()
    for export in DataExport.objects.past_their_time():
        export.file.delete(save=False)
        swept += DataExport.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED, file="")
    stale = DataExport.objects.running().filter(requested_at__lt=timezone.now() - GIVEN_UP_AFTER)
    return swept + stale.update(state=ExportState.FAILED)


def _sweep_orphans() -> int:
    """Delete files no row names: a worker was killed after writing one, or before deleting it."""
    storage = private_files()
    try:
        names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return 0
    known = set(DataExport.objects.exclude(file="").values_list("file", flat=True))
    old = timezone.now() - GIVEN_UP_AFTER
    orphans = [name for name in names if name not in known and storage.get_modified_time(name) < old]
    for name in orphans:
        storage.delete(name)
    return len(orphans)
