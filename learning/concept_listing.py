"""Courses that are tagged with concepts."""

from django.utils.translation import gettext_lazy as _

from vocabularies import tagged_models


def register_carriers() -> None:
    """Register courses as tagged with concepts."""
    from learning.models import CoursePage
    from learning.selectors.concept_listing import catalogue_about, courses_about

    tagged_models.register(
        tagged_models.TaggedModel(CoursePage, "tags", _("Courses"), courses_about, catalogue_about)
    )
