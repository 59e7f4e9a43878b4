"""What follows when a member is called something else."""

from accounts.models import User
from core.jobs import enqueue


def name_changed(user: User) -> None:
    """Replace the name on open screens, once the caller's change is committed."""
    enqueue("cop.redraw_author", user.pk, unique_key=str(user.pk))
