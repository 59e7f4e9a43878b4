"""Making a community in the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import User
from cop import services
from cop.enums import Joining


class CommunityAdminForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A community and, by e-mail address, somebody who is to look after it."""

    manager = forms.EmailField(
        label=_("New manager"),
        help_text=_("The e-mail address of a member of this site. Managers make further managers."),
        required=False,
    )

    def clean_manager(self) -> User | None:
        """Give the member; a new community needs one."""
        address = self.cleaned_data["manager"]
        if not address:
            if self.instance.pk is None:
                raise ValidationError(_("Name somebody who looks after the community."))
            return None
        user: User | None = User.objects.filter(email__iexact=address, is_active=True).first()
        if user is None:
            raise ValidationError(_("No member of this site has this address. Ask them to join first."))
        return user

    def save(self, commit: bool = True) -> Any:
        """Save the community, and appoint its manager with it."""
        community = super().save(commit)
        if commit:
            self._follow_up(community)
        return community

    def _follow_up(self, community: Any) -> None:
        if self.cleaned_data["manager"]:
            services.appoint_manager(community, by=self.for_user, user=self.cleaned_data["manager"])
        if "joining" in self.changed_data and community.joining == Joining.REQUEST:
            services.doubt_readers()
