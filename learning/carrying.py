"""What of learning carries concepts."""

from django.utils.translation import gettext_lazy as _

from vocabularies import carriers


def register_carriers() -> None:
    """Enter courses into the register of what carries concepts."""
    from learning.models import CoursePage
    from learning.selectors.carrying import catalogue_about, courses_about

    carriers.register(carriers.Carrier(CoursePage, "tags", _("Courses"), courses_about, catalogue_about))
