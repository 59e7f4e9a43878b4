"""The production settings on this machine, with the trials' jobs."""

from benchmarks.production_site import *  # noqa: F403
from benchmarks.production_site import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.live"]
