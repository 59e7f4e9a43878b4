"""Vocabularies in the editors' admin."""
