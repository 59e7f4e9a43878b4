"""The request as views of members see it; `core.web.access.member` sees to it that it is true."""

from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
