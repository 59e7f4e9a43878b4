"""Names in a row inside a sentence."""

from collections.abc import Sequence

from django.utils.translation import pgettext


def join_names(names: Sequence[object], *, most: int | None = None) -> str:
    """Return the names with the separator of the active language; an ellipsis after the first `most`."""
    shown = [str(name) for name in names[:most]]
    return separator().join([*shown, "…"] if len(names) > len(shown) else shown)


def separator() -> str:
    """Return what stands between two names."""
    return pgettext("between names", ", ")
