"""Views of vocabularies."""
