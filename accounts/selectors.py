"""What pages and services ask about accounts."""

import zoneinfo
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.enums import Document
from accounts.models import Consent, DataExport, ErasureRequest, User
from accounts.querysets import DataExportQuerySet
from core import privacy

# Regions of the IANA database whose zones people live in; the rest are old names.
REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
SESSION_KEY = "consents"


@dataclass(frozen=True)
class ConsentState:
    """One document as a member sees it: the version in force, and what they agreed to."""

    document: Document
    version: str
    given: list[Consent]

    @property
    def missing(self) -> bool:
        """Say whether the version in force was not agreed to yet."""
        return all(consent.version != self.version for consent in self.given)


def versions_in_force() -> dict[Document, str]:
    """Give the version of each document that members must have agreed to."""
    return {Document.TERMS: settings.TERMS_VERSION, Document.PRIVACY: settings.PRIVACY_VERSION}


def consent_states(user: User) -> list[ConsentState]:
    """Give each document with the member's consents, oldest first. One query."""
    given = list(Consent.objects.filter(user=user))
    return [
        ConsentState(document, version, [row for row in given if row.document == document])
        for document, version in versions_in_force().items()
    ]


def consents_missing(user: User, session: Any) -> list[Document]:
    """Give the documents whose version in force the member has not agreed to.

    The session remembers a complete answer, so that a page costs no query for it.
    """
    mark = "|".join(versions_in_force().values())
    if session.get(SESSION_KEY) == mark:
        return []
    missing = [state.document for state in consent_states(user) if state.missing]
    if not missing:
        session[SESSION_KEY] = mark
    return missing


def exports_of(user: User) -> DataExportQuerySet:
    """Give the copies of their data a member asked for, newest first."""
    exports: DataExportQuerySet = DataExport.objects.visible_to(user)
    return exports


def open_erasure_of(user: User) -> ErasureRequest | None:
    """Give the member's erasure request that is still to be carried out, if any."""
    return ErasureRequest.objects.open().filter(user=user).first()


def kept_data() -> list[tuple[str, list[tuple[str, list[Any]]]]]:
    """Give the register of personal data as people read it: (period, [(reason, [models])]).

    The period that holds most comes first.
    """
    groups: dict[str, dict[str, list[Any]]] = {}
    for entry in privacy.entries():
        reasons = groups.setdefault(str(entry.retention.period), {})
        reasons.setdefault(str(entry.retention.reason), []).append(entry.model)
    ordered = sorted(groups.items(), key=lambda group: -sum(map(len, group[1].values())))
    return [(period, list(reasons.items())) for period, reasons in ordered]


@cache
def time_zone_groups() -> tuple[tuple[Any, tuple[tuple[str, str], ...]], ...]:
    """Give the zones people live in by region: (region, ((name, city), ...)), sorted."""
    groups: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in zoneinfo.available_timezones():
        region, _slash, place = name.partition("/")
        if place and region in groups:
            groups[region].append((name, place.replace("_", " ").replace("/", ", ")))
    ordered = (
        (REGIONS[region], tuple(sorted(zones, key=lambda zone: zone[1]))) for region, zones in groups.items()
    )
    return ((_("The world's clock"), (("UTC", "UTC"),)), *ordered)
