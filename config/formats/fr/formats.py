"""Dates in French: a comma parts the day from the hour, as in the other languages."""

DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y, H:i"
