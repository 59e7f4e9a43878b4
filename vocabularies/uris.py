"""Addresses of schemes and concepts: the permanent ones as data, and their pages for people."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

SUFFIXES = {"ttl": "text/turtle", "jsonld": "application/ld+json"}


def scheme_uri(key: str) -> str:
    """Return the address that names the scheme for ever, the same on every host of this site."""
    return f"{settings.SITE_URL}/vocabularies/{quote(key)}"


def concept_uri(key: str, identifier: str) -> str:
    """Return the address that names the concept for ever: that of its scheme, and its identifier."""
    return f"{scheme_uri(key)}/{quote(identifier, safe='')}"


def scheme_page(key: str) -> str:
    """Return the scheme's page in the active language."""
    return reverse("vocabularies:scheme_show", args=[key])


def concept_page(concept: Any) -> str:
    """Return the concept's page in the active language; its scheme must be read already."""
    return reverse("vocabularies:concept_show", args=[concept.scheme.key, concept.identifier])
