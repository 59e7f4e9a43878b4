"""The request as views see it whose access asks for a signed-in person."""

from django.http import HttpRequest

from core.base.users import AbstractUser


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in; the view's access sees to it."""

    user: AbstractUser  # type: ignore[assignment]  # of a user model that core does not know
