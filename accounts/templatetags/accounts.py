"""Template filters of accounts."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from accounts.devices import device_name
from accounts.personal_data.names import name_of

register = template.Library()


@register.filter
def json_attribute(value: Any) -> str:
    """Give the value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def model_name(model: Any) -> str:
    """Give what a model's rows are called, for people."""
    return name_of(model)


@register.filter
def device(user_agent: str) -> str:
    """Give browser and system of a User-Agent header in words."""
    return device_name(user_agent)
