"""Django's tasks API on the site's own job table."""

from django_tasks.backends.immediate import ImmediateBackend as JobsBackend

__all__ = ["JobsBackend"]
