"""Concept schemes, concepts, what they are called, and how they hang together."""

from vocabularies.models.concepts import Ancestry, Concept, Relation
from vocabularies.models.labels import Definition, Label, LabelWord
from vocabularies.models.schemes import Scheme

__all__ = ["Ancestry", "Concept", "Definition", "Label", "LabelWord", "Relation", "Scheme"]
