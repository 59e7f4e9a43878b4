"""What pages and services ask about accounts."""

import zoneinfo
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from accounts.enums import Document
from accounts.models import Consent, DataExport, ErasureRequest, User
from accounts.querysets import DataExportQuerySet
from core.base import personal_data_registry
from core.base.collation import sort_key

Groups = tuple[tuple[Any, tuple[tuple[str, str], ...]], ...]

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
        """Return whether the version in force was not agreed to yet."""
        return all(consent.version != self.version for consent in self.given)


def versions_in_force() -> dict[Document, str]:
    """Return the version of each document that members must have agreed to."""
    return {Document.TERMS: settings.TERMS_VERSION, Document.PRIVACY: settings.PRIVACY_VERSION}


def consent_states(user: User) -> list[ConsentState]:
    """Return each document with the member's consents, oldest first. One query."""
    given = list(Consent.objects.filter(user=user))
    return [
        ConsentState(document, version, [row for row in given if row.document == document])
        for document, version in versions_in_force().items()
    ]


def consents_missing(user: User, session: Any) -> list[Document]:
    """Return the documents whose version in force the member has not agreed to.

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
    """Return the copies of their data a member asked for, newest first."""
    exports: DataExportQuerySet = DataExport.objects.visible_to(user)
    return exports


def open_erasure_of(user: User) -> ErasureRequest | None:
    """Return the member's erasure request that is still to be carried out, if any."""
    return ErasureRequest.objects.open().filter(user=user).first()


def kept_data() -> list[tuple[str, list[tuple[str, list[Any]]]]]:
    """Return the registry of personal data as people read it: (period, [(reason, [models])]).

    The period that holds most comes first.
    """
    groups: dict[str, dict[str, list[Any]]] = {}
    for entry in personal_data_registry.in_erasure_order():
        reasons = groups.setdefault(str(entry.retention.period), {})
        reasons.setdefault(str(entry.retention.reason), []).append(entry.model)
    ordered = sorted(groups.items(), key=lambda group: -sum(map(len, group[1].values())))
    return [(period, list(reasons.items())) for period, reasons in ordered]


def time_zone_groups() -> Groups:
    """Return the zones people live in by region: (region, ((name, city), ...)), as readers name and sort."""
    return _zone_groups(get_language() or settings.LANGUAGE_CODE)


@cache
def _zone_groups(language: str) -> Groups:
    groups: dict[str, dict[str, str]] = {region: {} for region in REGIONS}  # city to name
    known, renamed = Locale.parse(to_locale(language)).time_zones, get_global("zone_aliases")
    old_names = {new: old for old, new in renamed.items() if old in known}  # CLDR keeps the oldest
    # New names last: where two name one city, the new one stays.
    for name in sorted(zoneinfo.available_timezones(), key=lambda name: (name not in renamed, name)):
        region, _slash, place = name.partition("/")
        if place and region in groups:
            data = known.get(name) or known.get(old_names.get(name, "")) or {}
            groups[region][data.get("city") or place.replace("_", " ").replace("/", ", ")] = name
    ordered = (
        (
            REGIONS[region],
            tuple((zones[city], city) for city in sorted(zones, key=lambda city: sort_key(city, language))),
        )
        for region, zones in groups.items()
    )
    return ((_("Universal time"), (("UTC", "UTC"),)), *ordered)
