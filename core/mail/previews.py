"""Samples of mails, so that editors can read each mail before anybody gets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from core.base.registry import Registry
from core.mail import outbox

Rendered = tuple[str, str, str]  # subject, text, HTML


@dataclass(frozen=True)
class Preview:
    """A mail as its reader would get it, in the present language."""

    name: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class TemplateSample:
    """A sample of the mail of templates/mail/<name>: `context()` returns what its templates are given."""

    name: str
    context: Callable[[], Mapping[str, Any]]

    def render(self) -> Rendered:
        """Return it in the active language."""
        return outbox.render(self.name, self.context())


@dataclass(frozen=True)
class ComposedSample:
    """A sample of a mail that an app composes itself: `render()` returns it in the active language."""

    name: str
    render: Callable[[], Rendered]


Sample = TemplateSample | ComposedSample
MAIL_SAMPLES: Registry[str, Sample] = Registry("Samples of mails", attrgetter("name"))


def preview(name: str) -> Preview:
    """Render the mail with its sample; LookupError when it has none."""
    return Preview(name, *MAIL_SAMPLES[name].render())
