"""What the admin's pages share: breadcrumbs and forms that may be refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.web.breadcrumbs import Breadcrumb
from core.web.responses import render_admin_page
from vocabularies.errors import VocabularyError
from vocabularies.models import Concept, Scheme

ICON = "tag"


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
    breadcrumbs = [Breadcrumb(_("Vocabularies"), reverse("vocabularies_admin:schemes"))]
    if scheme is not None:
        breadcrumbs.append(Breadcrumb(scheme.title, reverse("vocabularies_admin:scheme", args=[scheme.key])))
    if concept is not None:
        breadcrumbs.append(Breadcrumb(concept.name, concept_url(concept)))
    if str(breadcrumbs[-1].title) != str(title):
        breadcrumbs.append(Breadcrumb(title))
    context |= {"scheme": scheme, "concept": concept}
    return render_admin_page(
        request,
        f"vocabularies/admin/{template}.html",
        context,
        title=title,
        icon=ICON,
        breadcrumbs=breadcrumbs,
        status=status,
    )


def apply_form(request: HttpRequest, form: forms.Form, act: Callable[[], object], done: str) -> bool:
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
    """Redirect to the concept's page in the admin."""
    return redirect(concept_url(concept))
