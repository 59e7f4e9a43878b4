"""The registry of models with a field of concepts, which apps above fill.

The page of a concept lists what is tagged with it or a narrower one; merging moves all tags.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import models
from django.http import HttpRequest

from core.base.registry import Registry


@dataclass(frozen=True)
class TaggedItem:
    """One tagged thing, as a list shows it. `language` is that of the title."""

    title: str
    url: str
    summary: str = ""
    language: str = ""


@dataclass(frozen=True)
class TaggedModel:
    """A model with a field of concepts.

    `title` heads its list ("Courses", lazily translated). `find(concept, request, limit)` returns how many
    things of this kind the reader may see that are tagged with the concept or a narrower one, and the first
    `limit` of them, in a fixed number of queries. `url(concept, request)` is the address of all, or empty.
    """

    model: type[models.Model]
    field: str
    title: Any
    find: Callable[[Any, HttpRequest, int], tuple[int, list[TaggedItem]]]
    url: Callable[[Any, HttpRequest], str] = lambda concept, request: ""


TAGGED_MODELS: Registry[tuple[type[models.Model], str], TaggedModel] = Registry(
    "Tagged models", attrgetter("model", "field")
)
