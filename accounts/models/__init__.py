"""Models of accounts, by noun."""

from .consents import Consent
from .erasures import ErasureRequest
from .exports import DataExport
from .users import AnyUser, User, display_user

__all__ = ["AnyUser", "Consent", "DataExport", "ErasureRequest", "User", "display_user"]
