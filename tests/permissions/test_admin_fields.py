"""Every field of the editors' admin is classified: saved by a service, or by the form for a reason."""

from typing import Any

from django.utils.module_loading import import_string

from tests.permissions.admin_fields import FIELDS, PAGE, TEXT, Service, admin_fields
from tests.routes import third_party_routes


def unclassified(offered: dict[str, set[str]], known: dict[str, dict[str, Any]]) -> list[str]:
    """Return the fields that are only in the forms, and those only in the table."""
    labels = sorted(offered.keys() | known.keys())
    return [
        f"{label}: {name}"
        for label in labels
        for name in sorted(offered.get(label, set()) ^ set(known.get(label, {})))
    ]


def test_every_field_is_classified() -> None:
    assert unclassified(admin_fields(), FIELDS) == []


def test_an_unclassified_field_is_caught() -> None:
    offered = {"portal.StandardPage": {*PAGE, "lead", "body", "owner"}}
    assert unclassified(offered, {"portal.StandardPage": PAGE | {"lead": TEXT, "body": TEXT}}) == [
        "portal.StandardPage: owner"
    ]


def test_the_services_exist() -> None:
    kinds = [kind for fields in FIELDS.values() for kind in fields.values()]
    services = {kind.name for kind in kinds if isinstance(kind, Service)}
    assert services
    for name in services:
        assert callable(import_string(name))


def test_django_s_own_admin_is_not_mounted() -> None:
    assert [route for route in third_party_routes() if route.module.startswith("django.contrib.admin")] == []
