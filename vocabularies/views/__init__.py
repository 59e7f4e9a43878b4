"""Views of vocabularies."""

from vocabularies.views.concepts import concept_show
from vocabularies.views.linked_data import concept_data, concept_file, scheme_data, scheme_file
from vocabularies.views.schemes import scheme_show, schemes_show
from vocabularies.views.search import concepts_find, concepts_suggest

__all__ = [
    "concept_data",
    "concept_file",
    "concept_show",
    "concepts_find",
    "concepts_suggest",
    "scheme_data",
    "scheme_file",
    "scheme_show",
    "schemes_show",
]
