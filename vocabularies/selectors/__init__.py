"""Reads of vocabularies."""
