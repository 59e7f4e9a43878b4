"""An app without tables, so that the worker of a trial knows the trial's jobs (tasks.py)."""

from django.apps import AppConfig


class TrialConfig(AppConfig):
    """The trials of live discussion."""

    name = "benchmarks.live"
    label = "live_trial"
