"""Who may change vocabularies."""

from typing import Any

from core.rules import is_editor, rule


@rule
def can_edit_vocabularies(user: Any, obj: Any = None) -> bool:
    """An editor: names, trees, retiring and merging; every change is written into the audit trail."""
    return is_editor(user)
