"""Template filters of accounts."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import capfirst

register = template.Library()


@register.filter
def json_attribute(value: Any) -> str:
    """Give the value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def model_name(model: Any) -> str:
    """Give what a model's rows are called, for people."""
    return capfirst(str(model._meta.verbose_name_plural))
