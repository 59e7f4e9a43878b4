"""The number of examples of a property: some in each run, many more in the nightly one, `make fuzz`.

A test with random examples without Hypothesis has the mark `nightly`.
"""

import os

NIGHTLY = bool(os.environ.get("NIGHTLY"))


def examples(each_run: int, nightly: int) -> int:
    """Return the number of examples for this run."""
    return nightly if NIGHTLY else each_run
