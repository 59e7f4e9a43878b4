"""Models of accounts, by noun."""

from .users import User, display_user

__all__ = ["User", "display_user"]
