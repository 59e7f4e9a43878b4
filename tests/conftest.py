"""Fixtures every test may use: the cast, a site with a home page."""

pytest_plugins = ["tests.cast"]
