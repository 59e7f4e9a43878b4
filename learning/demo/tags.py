"""Finds the concepts that a course file tags its course with."""

from typing import Any

from django.db.models.functions import Lower

from learning.demo.reader import CourseFileError
from learning.models import CoursePage
from vocabularies.models import Concept


def find_tags(identifiers: list[str], where: str) -> list[Any]:
    """Return the concepts of a list like `[GBF-TARGET-21, ke]`, in its order.

    CourseFileError names what is not there, what is retired, and what is listed twice.
    """
    schemes = CoursePage._meta.get_field("tags").schemes
    wanted = [identifier.lower() for identifier in identifiers]
    rows = Concept.objects.in_schemes(*schemes).annotate(key=Lower("identifier")).filter(key__in=wanted)
    found: dict[str, list[Any]] = {}
    for concept in rows:
        found.setdefault(concept.key, []).append(concept)
    for place, identifier in enumerate(wanted):
        name = identifiers[place]
        if wanted.index(identifier) != place:
            raise CourseFileError(f"{where}: tags name {name} twice.")
        if identifier not in found:
            raise CourseFileError(
                f"{where}: tags name {name}, but none of {', '.join(schemes)} has it. "
                "Are the vocabularies loaded (manage.py load_vocabularies)?"
            )
        if len(found[identifier]) > 1:
            raise CourseFileError(f"{where}: tags name {name}, which is in more than one vocabulary.")
        if found[identifier][0].is_retired:
            raise CourseFileError(f"{where}: tags name {name}, which is retired.")
    return [found[identifier][0] for identifier in wanted]
