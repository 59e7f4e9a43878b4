"""Rules for the whole source code."""
