"""The real site in a real browser."""
