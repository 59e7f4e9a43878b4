"""Sample contexts of mail templates, so that editors can read each mail before anybody gets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.mail import outbox

Sample = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
SAMPLES: dict[str, Sample] = {}


@dataclass(frozen=True)
class Preview:
    """A mail as its reader would get it, in the present language."""

    name: str
    subject: str
    text: str
    html: str


def register(name: str, context: Sample) -> None:
    """Give templates/mail/<name> a sample context, or a function that makes one. ValueError twice."""
    if SAMPLES.get(name, context) is not context:
        raise ValueError(f"The mail {name} has two samples.")
    SAMPLES[name] = context


def names() -> list[str]:
    """Give the names of all mails with a sample, sorted."""
    return sorted(SAMPLES)


def preview(name: str) -> Preview:
    """Render the mail with its sample; LookupError when it has none."""
    sample = SAMPLES[name]
    return Preview(name, *outbox.render(name, sample() if callable(sample) else sample))
