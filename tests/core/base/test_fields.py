"""Codes and numbers, typed with the digits of any script."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.base.fields import CodeFormField, WholeNumberFormField
from learning.models import LessonPage


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "١٢٣٤٥٦",
        "۱۲۳۴۵۶",
        "१२३४५६",
        "１２３４５６",
        "123\u00a0456",
        " 12-34\u201356 ",
        "\u200f١٢٣\u2067٤٥٦\u2069",
        "\ufeff123\u2007456",
    ],
)
def test_a_code_is_normalised_to_ascii_digits(typed: str) -> None:
    assert CodeFormField().clean(typed) == "123456"


def test_letters_of_a_code_are_kept() -> None:
    assert CodeFormField().clean("bcdf-٤٢") == "bcdf42"
    assert CodeFormField(required=False).clean("") == ""


@pytest.mark.parametrize("typed", ["45", "٤٥", "۴۵", "४५", "４５", "\u200f٤ ٥", 45])
def test_a_number_is_normalised_to_ascii_digits(typed: Any) -> None:
    field = WholeNumberFormField(min_value=1)
    assert field.clean(typed) == 45
    assert 'type="text"' in field.get_bound_field(forms.Form(), "minutes").as_widget()
    assert 'inputmode="numeric"' in field.get_bound_field(forms.Form(), "minutes").as_widget()


@pytest.mark.parametrize("typed", ["4½", "٠", "-٣", "four", "²", "9" * 5000])
def test_an_invalid_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        WholeNumberFormField(min_value=1, max_value=240).clean(typed)


def test_the_admin_accepts_minutes_in_any_digits() -> None:
    field = LessonPage.get_edit_handler().get_form_class().base_fields["minutes"]
    assert (type(field), field.clean("٤٥")) == (WholeNumberFormField, 45)


def _forms(kind: type[Any]) -> set[type[Any]]:
    return {kind}.union(*map(_forms, kind.__subclasses__()))


def test_no_form_of_ours_has_a_number_input() -> None:
    own = ("accounts.", "core.", "cop.", "learning.", "portal.", "translations.", "vocabularies.")
    asked = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in _forms(forms.BaseForm)
        if form.__module__.startswith(own)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.NumberInput)
    ]
    assert asked == []
