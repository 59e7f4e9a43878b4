"""Concept schemes, concepts, what they are called, and how they hang together."""

from vocabularies.models.concepts import Ancestry, Concept, Relation
from vocabularies.models.labels import Definition, Label, LabelWord
from vocabularies.models.schemes import Scheme
from vocabularies.models.versions import DataVersion

__all__ = ["Ancestry", "Concept", "DataVersion", "Definition", "Label", "LabelWord", "Relation", "Scheme"]
