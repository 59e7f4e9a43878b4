"""Forms of the editors of vocabularies."""
