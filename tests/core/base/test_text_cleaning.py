"""Names and long texts in normal form, and the fields that clean them."""

import re
import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.fields import NameField, NameFormField, TextField, TextFormField
from core.base.text_cleaning import clean_name, clean_text, has_visible_text, normalize, trim_text
from tests.limited_process import run_limited


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("  Ada\t\n Lovelace ", "Ada Lovelace"),
        ("Jose\u0301", "José"),
        ("\u200b\ufeffAda\u200b", "Ada"),
        ("\u200fعلي\u200e", "علي"),
        ("A\u200eda", "A\u200eda"),
        ("\u2068Ada\u2069", "Ada"),
        ("\u2067 \u200fعلي\u2069\u200e", "علي"),
        ("\u2068\u2066Ada\u2069\u2069", "Ada"),
        ("\u2068\u2069", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("A\x07d\x1ba\x85B", "Ada B"),
        ("\u3000王\u00a0小明\u2003", "王 小明"),
        ("", ""),
        ("   ", ""),
        ("O’Brien-Nguyễn 3rd", "O’Brien-Nguyễn 3rd"),
    ],
)
def test_names(given_name, kept):
    assert clean_name(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "code"),
    [
        ("Ada\u202egnp.exe", "bidi"),
        ("\u2066Ada", "bidi"),
        ("\u2066\u2067Ada\u2069", "bidi"),
        ("\u2068Ada\u2069 and \u2068Bob\u2069", "bidi"),
        ("\u2068A\u202ed\u202ca\u2069", "bidi"),
        ("\u202bAda\u202c", "bidi"),
        ("A\u202ab", "bidi"),
        ("Ada\x00", "broken"),
        ("\ud800", "broken"),
        ("...", "invisible"),
        ("\u3164", "invisible"),
        ("\u2800", "invisible"),
        ("a" + "\u0336" * 20, "marks"),
    ],
)
def test_names_that_are_refused(given_name, code):
    with pytest.raises(ValidationError) as refusal:
        clean_name(given_name)
    assert refusal.value.code == code


@given(st.text(max_size=60))
def test_a_cleaned_name_is_clean(text):
    try:
        once = clean_name(text)
    except ValidationError:
        return
    assert clean_name(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in once


def test_a_very_long_name_is_cleaned_quickly():
    assert len(clean_name("a" * 1_000_000)) == 10_000
    with pytest.raises(ValidationError):
        clean_name("a" + "\u0301" * 1_000_000)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("Jose\u0301\x08", "José"),
        ("a\u2028b\u2029c", "a\nb\n\nc"),
        ("  a\tb ", "  a\tb "),
        ("a\x0bb\x0cc\x1dd\x1fe", "a\nb\nc\nd e"),
        ("\u202eabc", "abc"),
        ("\u202eabc\u202c \u202babc\u202c", "abc \u202babc\u202c"),
        ("\u2067abc\u2069\u2069", "\u2067abc\u2069"),
        ("\u2067abc\nabc\u2069", "abc\nabc"),
        ("\u2067a\u202bb\u2069c\u202c", "\u2067ab\u2069c"),
        ("\u202ba\u2067b\u202cc", "abc"),
    ],
)
def test_long_texts(text, kept):
    assert clean_text(text) == kept


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("\u202a" * 400_000 + "\u2069" * 400_000, 0),
        ("\u202a" * 400_000 + "\u2066\u2069" * 200_000, 400_000),
        ("a" + "\u0315" * 400_000 + "\u0300" * 400_000, 800_000),  # the first grave accent makes à
        ("a" + "\u0f73" * 400_000, 800_001),  # Tibetan; two marks in one character
    ],
    ids=["pops", "pairs", "marks", "Tibetan"],
)
def test_a_hostile_text_takes_linear_time(text, length):
    printed = run_limited(
        "from core.base.text_cleaning import clean_text; print(len(clean_text(text)))", text
    )
    assert int(printed) == length


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from("aé\u0301\u0315\u0323\u0344\u0f71\u0f73한\u1112\u1161각ά"), min_size=9, max_size=40
    )
)
def test_a_long_text_is_normalised_as_a_short_one(letters):
    text = "".join(letters) * 30
    for form in ("NFC", "NFD"):
        assert normalize(form, text) == unicodedata.normalize(form, text)


def controls(text):
    """Return the open directional controls at the end of each line, by UAX 9."""
    for line in text.split("\n"):
        opened = []
        for letter in line:
            if letter in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068":
                opened.append(letter)
            elif letter == "\u202c":
                assert opened.pop() in "\u202a\u202b"
            elif letter == "\u2069":
                assert opened.pop() in "\u2066\u2067\u2068"
        yield opened


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab\n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a", max_size=14))
def test_directional_controls_end_with_their_line(text):
    kept = clean_text(text)
    assert not any(controls(kept))
    assert not set("\u202d\u202e\u206a") & set(kept)
    assert re.sub("[^ab\n]", "", kept) == re.sub("[^ab\n]", "", text)
    assert clean_text(kept) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\n \n    code\nb \n", "    code\nb"),
        ("\u3000\n\u3000\u3000你好\u3000", "\u3000\u3000你好"),
        (" \n", ""),
    ],
)
def test_a_first_line_keeps_its_indent(text, kept):
    assert trim_text(text) == kept
    assert TextFormField(required=False).clean(text) == kept


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200b\u2060\ufeff", "\u3164\u2800\u115f", "\u00ad\u034f", "\U000e0041"]
)
def test_an_invisible_text_is_empty(text):
    assert not has_visible_text(text)
    with pytest.raises(ValidationError) as refusal:
        TextFormField().clean(text)
    assert refusal.value.code == "required"
    assert TextFormField(required=False, strip=False).clean(text) == clean_text(text)


@pytest.mark.parametrize("text", ["a", "?", "…", "🌱", "\U0001fae8", "ก", "\u200bя"])
def test_a_visible_text_is_not_empty(text):
    assert has_visible_text(text)


def test_a_long_text_with_nul_is_refused():
    with pytest.raises(ValidationError):
        clean_text("a\x00b")


class _Form(forms.Form):
    name = NameFormField(max_length=80)
    text = TextFormField(required=False)


def test_forms_clean_before_they_measure():
    form = _Form({"name": "  " + "a" * 80 + " \u200b", "text": "x\r\ny"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "a" * 80, "text": "x\ny"}


def test_a_text_much_too_long_is_refused_before_it_is_cleaned():
    field = TextFormField(max_length=10)
    assert field.clean("\u03b1\u0313\u0300\u0345" * 10 + "\r\n" * 25) == "\u1f82" * 10
    for text in ("a" * 101, "\x00" * 101):  # a NUL is what cleaning refuses
        with pytest.raises(ValidationError) as refusal:
            field.clean(text)
        assert [error.code for error in refusal.value.error_list] == ["max_length"]


@pytest.mark.parametrize("name", ["a" * 10_000, "\u202eAda", "\u200b", "!!!", "a\x00"])
def test_forms_keep_what_was_typed_when_they_refuse(name):
    form = _Form({"name": name, "text": "x"})
    assert not form.is_valid()
    assert list(form.errors) == ["name"]
    assert form["name"].value() == name


@pytest.fixture
def specimen_model():
    """A model that exists only in one test."""
    with isolate_apps():

        class Specimen(models.Model):  # noqa: DJ008
            name = NameField(max_length=20)
            text = TextField(blank=True)

            class Meta:
                app_label = "core"

        yield Specimen


def test_models_clean_and_store_the_normal_form(specimen_model):
    specimen = specimen_model(name=" Jose\u0301 ", text="a\r\nb")
    specimen.full_clean()
    assert (specimen.name, specimen.text) == ("José", "a\nb")
    assert specimen_model._meta.get_field("name").get_prep_value("Jose\u0301") == "José"
    with pytest.raises(ValidationError):
        specimen_model(name="\u202eAda").full_clean()


def test_model_forms_use_the_form_fields(specimen_model):
    form = forms.modelform_factory(specimen_model, fields=["name", "text"])()
    assert type(form.fields["name"]) is NameFormField
    assert type(form.fields["text"]) is TextFormField
    assert form.fields["name"].max_length == 20
