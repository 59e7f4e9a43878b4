"""What the views of vocabularies share: lookups and breadcrumbs."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.web.breadcrumbs import Breadcrumb
from core.web.caching.fragments import remember
from vocabularies.enums import VOCABULARIES
from vocabularies.models import Scheme
from vocabularies.selectors.concepts import concept_named
from vocabularies.uris import scheme_page


def scheme_or_404(key: str) -> Scheme:
    """Return the scheme, whatever the letter case; Http404 when there is none."""
    return get_object_or_404(Scheme, key__iexact=key)


def concept_or_404(scheme: str, identifier: str) -> Any:
    """Return the concept with its name in the reader's language; Http404 when there is none."""

    def find() -> Any:
        if (concept := concept_named(scheme, identifier)) is None:
            raise Http404  # so that no address without a concept is remembered
        return concept

    return remember("vocabularies.concept_named", [scheme, identifier], find, (VOCABULARIES,))


def breadcrumbs(scheme: Scheme | None = None, *last: str) -> list[Breadcrumb]:
    """Return the path from all vocabularies to what is shown; without `last` that is the scheme itself."""
    path = [Breadcrumb(_("Vocabularies"), reverse("vocabularies:schemes_show"))]
    if scheme is not None:
        path.append(Breadcrumb(scheme.title, scheme_page(scheme.key) if last else ""))
    return [*path, *map(Breadcrumb, last)]
