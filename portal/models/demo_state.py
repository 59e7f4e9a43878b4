"""Which pieces of the demonstration were loaded, so that what somebody deleted is not loaded again."""

from django.db import models


class DemoState(models.Model):
    """A piece of the demonstration (a page, the footer, the course) that was loaded once."""

    name = models.CharField(max_length=80, unique=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
