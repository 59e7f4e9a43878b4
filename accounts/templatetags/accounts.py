"""Template filters of accounts."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context

from accounts.devices import device_name
from accounts.forms.passkeys import page_for_passkeys
from accounts.personal_data.labels import name_of

register = template.Library()


@register.filter
def json_attribute(value: Any) -> str:
    """Return the value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def model_name(model: Any) -> str:
    """Return what a model's rows are called, for people."""
    return name_of(model)


@register.simple_tag(takes_context=True)
def passkey_address(context: Context) -> str | None:
    """Return the address at which this page can ask for passkeys: empty for here, None for nowhere."""
    return page_for_passkeys(context["request"])


@register.filter
def device(user_agent: str) -> str:
    """Return browser and system of a User-Agent header in words."""
    return device_name(user_agent)
