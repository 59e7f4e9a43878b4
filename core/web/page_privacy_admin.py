"""The dialog that sets a page's privacy in all its languages: it asks for the right to publish them all."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.log_actions import log
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction

from core.base.users import AnyUser
from core.web.page_privacy import lock_family

State = tuple[str, str, frozenset[int]]  # kind of restriction, password, keys of the groups
PUBLIC: State = (BaseViewRestriction.NONE, "", frozenset())


def loosens(before: State, after: State) -> bool:
    """Return whether somebody may be able to read a page afterwards who could not before."""
    kinds = (before[0], after[0])
    if before in (after, PUBLIC) or kinds == (BaseViewRestriction.LOGIN, BaseViewRestriction.GROUPS):
        return False
    return kinds != (BaseViewRestriction.GROUPS,) * 2 or not after[2] <= before[2]


class FamilyPrivacyView(SetPrivacyView):  # type: ignore[misc]
    """Wagtail's view. Who opens a page must be allowed to publish it in each language and as each alias."""

    restriction: PageViewRestriction | None

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Restrict the page and its family and log the change of each, or say in the form whom to ask."""
        family = Page.objects.filter(pk__in=lock_family(self.page)).select_related("locale").order_by("pk")
        before, after = states(family), _wanted(form)
        if any(loosens(before.get(page.pk, PUBLIC), after) for page in family):
            closed = [p for p in family if not p.permissions_for_user(self.request.user).can_publish()]
            if closed:
                form.add_error("restriction_type", refusal(closed))
                return self.form_invalid(form)  # type: ignore[no-any-return]
        self._take_over_restriction(form)
        answer: HttpResponse = super().form_valid(form)
        for page in family.exclude(pk=self.page.pk):  # Wagtail logs its own
            _log_change(page, before.get(page.pk, PUBLIC), after, self.request.user)
        return answer

    def _take_over_restriction(self, form: Any) -> None:
        """Make the form change the restriction that somebody else set since this view looked for one."""
        since = PageViewRestriction.objects.filter(page=self.page.pk).first()
        if self.restriction is None and since is not None:
            self.restriction = since
            form.instance.pk, form.instance._state.adding = since.pk, False


class CommonsPageViewSet(PageViewSet):  # type: ignore[misc]
    """Wagtail's pages in its admin, with this view for their privacy."""

    model = Page
    set_privacy_view_class = FamilyPrivacyView


def states(pages: Any) -> dict[int, State]:
    """Return how each page is restricted, by its key; a public page is left out."""
    rows = PageViewRestriction.objects.filter(page__in=pages.values("pk")).prefetch_related("groups")
    return {row.page_id: state_of(row) for row in rows}


def state_of(row: PageViewRestriction) -> State:
    """Return what a restriction asks for."""
    return _state(row.restriction_type, row.password, row.groups.all())


def _wanted(form: Any) -> State:
    data = form.cleaned_data
    return _state(data["restriction_type"], data.get("password", ""), data["groups"])


def _state(kind: str, password: str, groups: Any) -> State:
    """Return only what counts for this kind: Wagtail keeps the groups and the password of earlier choices."""
    return (
        kind,
        password if kind == BaseViewRestriction.PASSWORD else "",
        frozenset(group.pk for group in groups) if kind == BaseViewRestriction.GROUPS else frozenset(),
    )


def refusal(pages: list[Page]) -> str:
    """Return why the member may not open these pages, and whom to ask."""
    languages = ", ".join(sorted({str(page.locale) for page in pages}))
    return _(
        "This would open the page in all its languages, and you may not publish it in %(languages)s. Ask "
        "somebody who may publish it in all of them, such as an administrator of this site."
    ) % {"languages": languages}


def _log_change(page: Page, before: State, after: State, user: AnyUser) -> None:
    if before == after:
        return
    action = "delete" if after == PUBLIC else "create" if before == PUBLIC else "edit"
    kind = before[0] if action == "delete" else after[0]
    title = force_str(dict(BaseViewRestriction.RESTRICTION_CHOICES)[kind])
    log(
        instance=page.specific,
        action=f"wagtail.view_restriction.{action}",
        user=user,
        data={"restriction": {"type": kind, "title": title}},
    )
