"""How many examples a property is tried on: some in each run, many more in the nightly one, `make fuzz`.

A test that draws its examples without Hypothesis carries the mark `nightly`.
"""

import os

NIGHTLY = bool(os.environ.get("NIGHTLY"))


def examples(each_run: int, nightly: int) -> int:
    """Return the number of examples for this run."""
    return nightly if NIGHTLY else each_run
