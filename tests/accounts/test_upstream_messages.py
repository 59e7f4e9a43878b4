"""Messages of libraries that our catalogues translate."""

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import translation


@pytest.mark.parametrize(
    ("length", "words"), [(3, "3 حروف"), (10, "10 حروف"), (11, "11 حرفًا"), (100, "100 حرف")]
)
def test_a_short_password_is_refused_in_arabic(length: int, words: str) -> None:
    with translation.override("ar"), pytest.raises(ValidationError) as refusal:
        MinimumLengthValidator(length).validate("")
    assert words in refusal.value.messages[0]
    assert "password" not in refusal.value.messages[0]
