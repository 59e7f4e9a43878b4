"""The vocabularies, and the concepts of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.web.access import editor
from core.web.pagination import page_or_nearest
from core.web.requests import SignedInRequest
from vocabularies.admin.pages import apply_form, show, status_of
from vocabularies.enums import Origin
from vocabularies.forms.schemes import SchemeForm
from vocabularies.selectors.editing import concepts_to_edit, schemes_to_edit
from vocabularies.services.editing import add_scheme, edit_scheme
from vocabularies.views.lookups import scheme_or_404

PER_PAGE = 50


@editor
@require_safe
def schemes_index(request: HttpRequest) -> HttpResponse:
    """List all vocabularies."""
    return show(request, "schemes", _("Vocabularies"), schemes=schemes_to_edit())


@editor
@require_safe
def scheme_index(request: HttpRequest, key: str) -> HttpResponse:
    """List the concepts of a vocabulary: those in use, or with `?state=retired` the others; `?q=` finds."""
    scheme = scheme_or_404(key)
    query, retired = request.GET.get("q", "").strip()[:100], request.GET.get("state") == "retired"
    rows = concepts_to_edit(scheme, query, retired=retired)
    page = page_or_nearest(request, rows, PER_PAGE)
    return show(request, "scheme", scheme.title, scheme=scheme, page=page, query=query, retired=retired)


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def scheme_add(request: SignedInRequest) -> HttpResponse:
    """Add a vocabulary of this site's own."""
    form = SchemeForm(request.POST if request.method == "POST" else None)

    def add() -> None:
        add_scheme(form.cleaned_data["key"], by=request.user, titles=form.texts("title"), **_facts(form))

    if apply_form(request, form, add, _("The vocabulary is created. Add its first concept.")):
        return redirect("vocabularies_admin:scheme", form.cleaned_data["key"])
    return show(request, "form", _("New vocabulary"), form=form, status=status_of(request))


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def scheme_edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Name a vocabulary of this site's own; what the vocabulary files keep is only shown."""
    scheme = scheme_or_404(key)
    form = SchemeForm(request.POST if request.method == "POST" else None, scheme=scheme)

    def edit() -> None:
        edit_scheme(scheme, by=request.user, titles=form.texts("title"), **_facts(form))

    if apply_form(request, form, edit, _("The vocabulary is saved.")):
        return redirect("vocabularies_admin:scheme", scheme.key)
    kept = scheme.origin == Origin.FILE
    return show(
        request,
        "form",
        _("Titles and source"),
        scheme=scheme,
        form=form,
        kept=kept,
        status=status_of(request),
    )


def _facts(form: SchemeForm) -> dict[str, object]:
    written = form.cleaned_data
    return {
        "notes": form.texts("note"),
        "source": written["source"],
        "source_url": written["source_url"],
    }
