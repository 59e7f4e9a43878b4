"""The production settings, on this machine: plain HTTP, and the demonstration may be loaded."""

from config.settings.production import *  # noqa: F403

DEMO = True
SECURE_SSL_REDIRECT = False
