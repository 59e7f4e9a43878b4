"""What a translation has in the place of its source's values that are no text, such as addresses of links."""

import json
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.whitelist import check_url
from wagtail_localize.models import SegmentOverride


def on_override_saved(sender: Any, *, instance: SegmentOverride, raw: bool = False, **kwargs: Any) -> None:
    """Refuse an address that runs as a script: wagtail-localize puts it into pages as it was sent."""
    value = json.loads(instance.data_json)
    if not raw and isinstance(value, str) and check_url(value) is None:
        raise BadRequest("An override that is no address of a page, a mailbox or a telephone")
