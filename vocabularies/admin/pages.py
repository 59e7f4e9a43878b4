"""What the admin's pages share: finding what an address names, crumbs, forms that may be refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vocabularies.errors import VocabularyError
from vocabularies.models import Concept, Scheme
from vocabularies.selectors.concepts import concept_named

ICON = "tag"


def scheme_or_404(key: str) -> Scheme:
    """Return the vocabulary with this key."""
    scheme = Scheme.objects.filter(key=key).first()
    if scheme is None:
        raise Http404
    return scheme


def concept_or_404(key: str, identifier: str) -> Any:
    """Return the concept with its name in the reader's language."""
    concept = concept_named(key, identifier)
    if concept is None:
        raise Http404
    return concept


def concept_url(concept: Concept) -> str:
    """Return where the concept is edited."""
    return reverse("vocabularies_admin:concept_edit", args=[concept.scheme.key, concept.identifier])


def show(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    scheme: Scheme | None = None,
    concept: Any = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page of the admin with its title and the way to it."""
    crumbs = [{"url": reverse("vocabularies_admin:schemes"), "label": _("Vocabularies")}]
    if scheme is not None:
        url = reverse("vocabularies_admin:scheme", args=[scheme.key])
        crumbs.append({"url": url, "label": scheme.title})
    if concept is not None:
        crumbs.append({"url": concept_url(concept), "label": concept.name})
    if str(crumbs[-1]["label"]) != str(title):
        crumbs.append({"url": "", "label": title})
    context |= {"header_title": title, "header_icon": ICON, "breadcrumbs_items": crumbs}
    context |= {"scheme": scheme, "concept": concept}
    return render(request, f"vocabularies/admin/{template}.html", context, status=status)


def tried(request: HttpRequest, form: forms.Form, act: Callable[[], object], done: str) -> bool:
    """Act when the form is valid, and say `done`; a refusal becomes an error of the form.

    Gives whether it was done.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except VocabularyError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    return True


def status_of(request: HttpRequest) -> int:
    """Return 422 for a form that was sent and is shown again."""
    return 422 if request.method == "POST" else 200


def back_to(concept: Concept) -> HttpResponse:
    """Lead to the concept's page in the admin."""
    return redirect(concept_url(concept))
