"""Consent to the terms and the privacy notice."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.enums import Document
from accounts.models import Consent, User
from accounts.selectors import versions_in_force


@transaction.atomic
def give_consent(user: User, *, documents: Iterable[str] = tuple(Document)) -> list[Consent]:
    """Store that `user` agrees to the versions in force; agreeing again changes nothing.

    Gives all consents of the member to these documents, oldest first.
    """
    versions, now, names = versions_in_force(), timezone.now(), list(documents)
    Consent.objects.bulk_create(
        [Consent(user=user, document=name, version=versions[Document(name)], given_at=now) for name in names],
        ignore_conflicts=True,
    )
    return list(Consent.objects.filter(user=user, document__in=names))
