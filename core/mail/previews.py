"""Sample contexts of mail templates, so that editors can read each mail before anybody gets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.mail import outbox

Sample = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
Rendered = Callable[[], tuple[str, str, str]]
SAMPLES: dict[str, Sample] = {}
COMPOSED: dict[str, Rendered] = {}  # mails that do not stand in templates/mail


@dataclass(frozen=True)
class Preview:
    """A mail as its reader would get it, in the present language."""

    name: str
    subject: str
    text: str
    html: str


def register(name: str, context: Sample) -> None:
    """Register a sample context of templates/mail/<name>, or a function that makes one. ValueError twice."""
    if name in COMPOSED or SAMPLES.get(name, context) is not context:
        raise ValueError(f"The mail {name} has two samples.")
    SAMPLES[name] = context


def register_composed(name: str, render: Rendered) -> None:
    """Show a mail that an app composes itself: `render` gives its subject, text and HTML in the active
    language, filled with a sample. ValueError twice."""
    if name in SAMPLES or COMPOSED.get(name, render) is not render:
        raise ValueError(f"The mail {name} has two samples.")
    COMPOSED[name] = render


def names() -> list[str]:
    """Return the names of all mails with a sample, sorted."""
    return sorted(SAMPLES.keys() | COMPOSED.keys())


def preview(name: str) -> Preview:
    """Render the mail with its sample; LookupError when it has none."""
    if name in COMPOSED:
        return Preview(name, *COMPOSED[name]())
    sample = SAMPLES[name]
    return Preview(name, *outbox.render(name, sample() if callable(sample) else sample))
