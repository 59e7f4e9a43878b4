"""Questions asked of the portal's tables."""

from datetime import datetime
from typing import Any, Self

from django.db.models import Q, QuerySet


class AnnouncementQuerySet(QuerySet[Any]):
    """Announcements by site and time."""

    def on_site(self, site: Any) -> Self:
        """Those of `site`, and those of every site."""
        return self.filter(Q(site=site) | Q(site=None))

    def not_over(self, now: datetime) -> Self:
        """Those that are shown at `now` or later."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=now))
