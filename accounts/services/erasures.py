"""Erasure of a person: requested, can be cancelled for some days, then carried out."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q, RestrictedError
from django.utils import timezone

from accounts.errors import LastAdministrator, NothingToErase
from accounts.models import ErasureRequest, User
from accounts.selectors import open_erasure_of
from accounts.services.anonymity import anonymise
from core import mail
from core.base import audit, personal_data_registry

log = logging.getLogger(__name__)


def request_erasure(user: User) -> ErasureRequest:
    """Ask to be erased in ERASURE_DAYS; asking again gives the open request.

    Raises LastAdministrator when nobody else could run the site.
    """
    _refuse_last_administrator(user)
    try:
        with transaction.atomic():
            due = timezone.now() + timedelta(days=settings.ERASURE_DAYS)
            request = ErasureRequest.objects.create(user=user, due_at=due)
            audit.record("accounts.erasure_requested", by=user, subject=user)
            mail.send("accounts/erasure_requested", user, {"due_at": due})
            return request
    except IntegrityError:
        standing: ErasureRequest | None = open_erasure_of(user)
        return standing or request_erasure(user)  # it was taken back in the meantime


@transaction.atomic
def cancel_erasure(user: User) -> None:
    """Take the request back; raises NothingToErase when there is none."""
    if not ErasureRequest.objects.open().filter(user=user).update(cancelled_at=timezone.now()):
        raise NothingToErase
    audit.record("accounts.erasure_cancelled", by=user, subject=user)
    mail.send("accounts/erasure_cancelled", user)


def remind_of_erasures() -> int:
    """Mail those whose day is near, once; return how many."""
    now, reminded = timezone.now(), 0
    near = now + timedelta(days=settings.ERASURE_REMINDER_DAYS)
    waiting = ErasureRequest.objects.open().filter(reminded_at=None)
    for request in waiting.filter(due_at__lte=near, due_at__gt=now).select_related("user"):
        with transaction.atomic():
            if waiting.filter(pk=request.pk).update(reminded_at=now):
                mail.send("accounts/erasure_near", request.user, {"due_at": request.due_at})
                reminded += 1
    return reminded


def erase_due() -> int:
    """Carry out the requests whose day has come, one transaction per person; return how many.

    A failure with one person keeps nobody else waiting; the first is raised when all were tried.
    """
    erased, failures = 0, list[Exception]()
    for user_id in list(ErasureRequest.objects.due().values_list("user_id", flat=True)):
        try:
            erased += erase_person(user_id)
        except LastAdministrator:
            log.warning("Erasure of user %s waits: the last administrator.", user_id)
        except Exception as failure:
            log.exception("Erasure of user %s failed.", user_id)
            failures.append(failure)
    if failures:
        raise failures[0]
    return erased


@transaction.atomic
def erase_person(user_id: int) -> bool:
    """Erase a person whose day has come; see `_erase`.

    False when the account is gone or the request was taken back. Raises LastAdministrator.
    """
    user = _locked(user_id)
    if user is None or not ErasureRequest.objects.due().filter(user=user).exists():
        return False
    _erase(user, by=user)
    return True


@transaction.atomic
def erase_at_once(user: User, *, by: User) -> bool:
    """Erase a member because `by`, who runs the site, decided it; nothing can be taken back.

    False when the account is gone already. Raises LastAdministrator.
    """
    locked = _locked(user.pk)
    if locked is None:
        return False
    _erase(locked, by=by)
    return True


def _locked(user_id: int) -> User | None:
    """Lock the member, and the administrators with them: of the last two only one can be erased."""
    concerned = Q(pk=user_id) | Q(is_superuser=True)
    people = User.objects.select_for_update().filter(concerned).order_by("pk")
    return next((person for person in list(people) if person.pk == user_id), None)


def _erase(user: User, *, by: User) -> None:
    """Erase everything the registry knows of a person, then the person, and tell them by mail.

    Where rows that must stay protect the account, it stays without any personal data.
    Raises LastAdministrator.
    """
    _refuse_last_administrator(user)
    address, language = user.email, user.language
    audit.record("accounts.erased", by=by, subject=user)
    for entry in personal_data_registry.in_erasure_order():
        if entry.erase:
            entry.erase(user)
    _remove(user)
    mail.send("accounts/erasure_done", address, language=language)


def _remove(user: User) -> None:
    """Delete the user row, or empty it where rows that must stay protect it."""
    try:
        with transaction.atomic():
            user.delete()
    except (ProtectedError, RestrictedError):
        anonymise(user)


def _refuse_last_administrator(user: User) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise LastAdministrator
