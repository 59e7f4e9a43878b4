"""What follows when a member is called something else."""

from accounts.models import User
from core.jobs import enqueue


def name_changed(user: User) -> None:
    """Have the name that stands on open screens replaced, once the caller's change is committed."""
    enqueue("cop.redraw_author", user.pk, unique_key=str(user.pk))
