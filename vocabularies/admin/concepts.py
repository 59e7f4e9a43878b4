"""Adding, changing, retiring and merging concepts."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.web.access import editor
from core.web.requests import SignedInRequest
from vocabularies.admin.pages import apply_form, back_to, show, status_of
from vocabularies.errors import VocabularyError
from vocabularies.forms.concepts import ConceptForm, MergeForm, NewConceptForm, RetireForm
from vocabularies.selectors.concepts import concept_named
from vocabularies.selectors.editing import history_of, usage_counts
from vocabularies.services.ancestry import add_broader, lock_tree
from vocabularies.services.concepts import add_concept, restore_concept, retire_concept
from vocabularies.services.editing import edit_concept
from vocabularies.services.merging import merge_concepts
from vocabularies.views.lookups import concept_or_404, scheme_or_404


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def concept_add(request: SignedInRequest, key: str) -> HttpResponse:
    """Add a concept to a vocabulary, then go on to its names."""
    scheme = scheme_or_404(key)
    form = NewConceptForm(request.POST if request.method == "POST" else None)

    @transaction.atomic
    def add() -> None:
        written = form.cleaned_data
        labels = {settings.LANGUAGE_CODE: written["name"]}
        concept = add_concept(scheme, written["identifier"], labels=labels, by=request.user)
        for broader in written["broader"]:
            add_broader(concept, broader, by=request.user)

    if apply_form(request, form, add, _("The concept is created. Give it names in the other languages.")):
        return redirect("vocabularies_admin:concept_edit", scheme.key, form.cleaned_data["identifier"])
    return show(request, "form", _("New concept"), scheme=scheme, form=form, status=status_of(request))


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def concept_edit(request: SignedInRequest, key: str, identifier: str) -> HttpResponse:
    """Change a concept's names, definitions and relations."""
    if request.method != "POST":
        return _edited(request, key, identifier)
    with transaction.atomic():
        lock_tree()  # who saves at the same moment waits, then sees that the concept has changed
        return _edited(request, key, identifier)


def _edited(request: SignedInRequest, key: str, identifier: str) -> HttpResponse:
    concept = concept_or_404(key, identifier)
    form = ConceptForm(request.POST if request.method == "POST" else None, concept=concept)

    def edit() -> None:
        written = form.cleaned_data
        facts = {name: written[name] for name in ("notation", "source_url") if name in written}
        edit_concept(
            concept,
            by=request.user,
            namings=form.namings(),
            broader=written["broader"],
            related=written["related"],
            **facts,
        )

    if apply_form(request, form, edit, _("The concept is saved.")):
        return back_to(concept)
    context: dict[str, Any] = {"form": form.renewed() if form.has_error("__all__", "stale") else form}
    context |= {"history": history_of(concept), "loads": usage_counts(concept)}
    status = status_of(request)
    return show(
        request, "concept", concept.name, scheme=concept.scheme, concept=concept, status=status, **context
    )


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def concept_retire(request: SignedInRequest, key: str, identifier: str) -> HttpResponse:
    """Offer a concept no longer, and say what to use instead."""
    concept = concept_or_404(key, identifier)
    form = RetireForm(request.POST if request.method == "POST" else None, concept=concept)

    def retire() -> None:
        retire_concept(concept, by=request.user, replaced_by=form.cleaned_data["replaced_by"])

    done = _("The concept is retired. What is tagged with it stays tagged.")
    if not form.to_confirm() and apply_form(request, form, retire, done):
        return back_to(concept)
    explanation = _(
        "It can then no longer be used for tagging. What is tagged with it stays tagged, and its address "
        "stays."
    )
    return _confirm(request, concept, form, _("Retire this concept"), explanation, _("Retire"))


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def concept_merge(request: SignedInRequest, key: str, identifier: str) -> HttpResponse:
    """Make two concepts one; before that, say what would move."""
    concept = concept_or_404(key, identifier)
    form = MergeForm(request.POST if request.method == "POST" else None, concept=concept)

    def merge() -> None:
        merge_concepts(concept, form.cleaned_data["into"], by=request.user)

    if not form.to_confirm() and apply_form(request, form, merge, _("The concepts are merged.")):
        return back_to(form.cleaned_data["into"])
    explanation = _(
        "What is tagged with this concept will be tagged with the other one. Its names become other names "
        "there, its places in the trees move, and its address leads to the other. What moved stays there, "
        "even if this concept is restored."
    )
    return _confirm(request, concept, form, _("Merge this concept into another one"), explanation, _("Merge"))


@editor
@require_POST
def concept_restore(request: SignedInRequest, key: str, identifier: str) -> HttpResponse:
    """Put a retired concept into use again."""
    concept = concept_or_404(key, identifier)
    try:
        restore_concept(concept, by=request.user)
        messages.success(request, _("The concept is restored."))
    except VocabularyError as refusal:
        messages.error(request, str(refusal))
    return back_to(concept)


def _confirm(
    request: HttpRequest,
    concept: Any,
    form: RetireForm | MergeForm,
    title: str,
    explanation: str,
    button: str,
) -> HttpResponse:
    """Ask for the other concept, or, once it is chosen, show its name and ask whether it shall be done."""
    chosen = form.to_confirm()
    other = concept_named(chosen.scheme.key, chosen.identifier) if chosen else None
    return show(
        request,
        "confirm",
        title,
        scheme=concept.scheme,
        concept=concept,
        status=200 if other else status_of(request),
        form=form,
        other=other,
        explanation=explanation,
        button=button,
        loads=usage_counts(concept),
    )
