"""Creating and changing a community in the admin."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import User
from cop import services
from cop.models import Community
from core.base.fields import EmailFormField


class CommunityAdminForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A community and, by e-mail address, somebody who is to look after it."""

    manager = EmailFormField(
        label=_("New manager"),
        help_text=_("The e-mail address of a member of this site. Managers make further managers."),
        required=False,
    )

    def clean_manager(self) -> User | None:
        """Return the member; a new community needs one."""
        address = self.cleaned_data["manager"]
        if not address:
            if self.instance.pk is None:
                raise ValidationError(_("Choose at least one manager for the community."))
            return None
        user: User | None = User.objects.filter(email=address, is_active=True).first()
        if user is None:
            raise ValidationError(_("No member of this site has this address. Ask them to join first."))
        return user

    def save(self, commit: bool = True) -> Community:
        """Create or change the community through its services. Raises CopError."""
        if not commit:
            raise TypeError("The services write at once.")
        if self.instance.pk is None:  # type: ignore[has-type]  # a form of Wagtail has no types
            self.instance = services.create_community(by=self.for_user, **self.cleaned_data)
        else:
            community = Community(pk=self.instance.pk)
            self.instance = services.administer_community(community, by=self.for_user, **self.cleaned_data)
        instance: Community = self.instance
        return instance
