"""Dates where Django's own formats do not serve a language; named by FORMAT_MODULE_PATH."""
