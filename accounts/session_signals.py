"""Says to live discussion when a right to be connected ends; it then looks again at that person's sockets.

What is listened to are signals of Django and allauth, so that no way out is forgotten, whichever page or
command it is taken on. Sessions that are ended from elsewhere say it in `accounts.services.sessions` and in
`accounts.adapters.UserSessionsAdapter`. It is always said after the right is gone: whoever looks again
at once must not find it still there.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save, pre_save

from accounts.models import AnyUser, User
from core.realtime.log import access_changed

# A change of these ends sessions, or what an administrator may see.
DECISIVE = ("password", "is_active", "is_superuser")


def listen() -> None:
    """Connect the receivers; called once when the apps are ready."""
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.session_signals")
    pre_save.connect(_about_to_change, sender=User, dispatch_uid="accounts.session_signals")
    post_save.connect(_changed, sender=User, dispatch_uid="accounts.session_signals")
    post_delete.connect(_gone, sender=User, dispatch_uid="accounts.session_signals")


def _signed_out(request: Any, user: AnyUser, **kwargs: Any) -> None:
    """Django sends this signal before it deletes the session, so the session is deleted here already."""
    if user is not None and user.pk:
        request.session.flush()
        access_changed(user.pk)


def _about_to_change(instance: User, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    watched = [name for name in DECISIVE if update_fields is None or name in update_fields]
    instance._rights_change = False  # type: ignore[attr-defined]
    if instance.pk and watched and not raw:
        before = User.objects.filter(pk=instance.pk).values_list(*watched).first()
        now = tuple(getattr(instance, name) for name in watched)
        instance._rights_change = before is not None and before != now  # type: ignore[attr-defined]


def _changed(instance: User, **kwargs: Any) -> None:
    if instance.__dict__.pop("_rights_change", False):
        access_changed(instance.pk)


def _gone(instance: User, **kwargs: Any) -> None:
    access_changed(instance.pk)
