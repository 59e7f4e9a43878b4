"""An app without tables, which registers the jobs of a trial (tasks.py) for the worker."""

from django.apps import AppConfig


class TrialConfig(AppConfig):
    """The trials of live discussion."""

    name = "benchmarks.live"
    label = "live_trial"
