"""The version of what is published as data."""

import uuid

from django.db import models


class DataVersion(models.Model):
    """The one row whose token is another one after each change of the vocabularies.

    A random token, not a number: a database restored from a backup never repeats one.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    token = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="vocabularies_one_data_version")]

    def __str__(self) -> str:
        return str(self.token)
