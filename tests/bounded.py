"""Code that must come to an end soon, in a process of its own: nothing else stops a regular expression."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60  # seconds; what is tried needs a few, and hours where its time grows with the square of the text
PREPARE = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
text = sys.stdin.buffer.read().decode()
"""


def run_bounded(code: str, text: str) -> str:
    """Return what the code prints that finds the text in `text`; TimeoutExpired when it does not end."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + code],
        input=text.encode(),
        cwd=ROOT,
        capture_output=True,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()
