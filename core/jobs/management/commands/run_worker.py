"""`manage.py run_worker`: does the work in the background."""

import signal
import sys
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from core.jobs.worker import Worker


class Command(BaseCommand):
    help = (
        "Runs background jobs until it is stopped. SIGTERM or Ctrl-C lets the current job finish; "
        "a second one leaves at once, and the job is taken up again when its lease has expired."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="Run what is due now, then leave.")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()

        def leave(number: int, frame: FrameType | None) -> None:
            if worker.stopping.is_set():
                sys.exit(128 + number)
            worker.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, leave)
        if options["drain"]:
            self.stdout.write(f"{worker.drain()} jobs ran.")
        else:
            worker.work()
