"""The field of concepts in Wagtail's editor: the same control, in the editor's look."""

from typing import Any

from django.forms import Media
from wagtail.admin.panels import FieldPanel


class ConceptsPanel(FieldPanel):  # type: ignore[misc]
    """A field of concepts with what the crosswalk suggests; nothing is added that the author does not tick.

    Suggestions follow the targets that were saved last.
    """

    class BoundPanel(FieldPanel.BoundPanel):  # type: ignore[misc]
        @property
        def media(self) -> Any:
            """The editor's styles of the control; its script comes with the form."""
            return super().media + Media(css={"all": ["css/concepts-admin.css"]})
