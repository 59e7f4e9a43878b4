"""E-mail addresses: one stored form for all ways to type one, and errors that explain what to change."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from core.base.email_addresses import display_email, normalize_email, validate_address

SAME = {
    "istanbul@example.org": [
        "İstanbul@example.org",
        "İSTANBUL@EXAMPLE.ORG",
        "i\u0307stanbul@example.org",
        "istan\u200bbul@example.org",
        "\u2068istanbul@example.org\u2069",
        "\ufeffistanbul\u00a0@ example.org\n",
        "istanbul\u00ad@exam\u200dple.org",
        "ｉｓｔａｎｂｕｌ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "istanbul@example。org",
    ],
    "kim@example.org": ["\u212aim@example.org"],  # the Kelvin sign, which Django's validator accepts as a K
    "a@xn--mnchen-3ya.de": ["A@MÜNCHEN.de", "a@mu\u0308nchen.de", "a@XN--MNCHEN-3YA.DE"],
    "a@xn--fa-hia.de": ["a@faß.de"],
    "a@xn--mgba3gch31f060k.com": ["a@نامه\u200cای.com"],
}


@pytest.mark.parametrize(("stored", "typed"), [(key, one) for key, ways in SAME.items() for one in ways])
def test_one_form_is_stored(stored: str, typed: str) -> None:
    assert normalize_email(typed) == stored
    validate_address(stored)


@pytest.mark.parametrize(
    "typed",
    ["İİ@x.org", "ΝΙΚΟΣ@x.org", "Straße@x.org", "ﬁn@x.org", "\u0345\u1e9e@x.org", "@", "no address", ""],
)
def test_the_normal_form_is_stable_and_not_longer(typed: str) -> None:
    once = normalize_email(typed)
    assert once == normalize_email(once) == once.lower() == unicodedata.normalize("NFC", once)
    assert len(once) <= len(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a@\u0430pple.com", "mixed_scripts"),
        ("a@\u0430ʻpple.com", "mixed_scripts"),
        ("a@\u0430佐々木.jp", "mixed_scripts"),
        ("a@foo_bar.org", "domain"),
        ("a@foo_bär.org", "domain"),
        ("a@xn--abc.de", "domain"),
        ("a@😀.com", "domain"),
        ("a@[127.0.0.1]", "domain_literal"),
        ("a@127.0.0.1", "invalid"),
        ("a@" + "ü" * 64 + ".org", "domain"),
        ("a@" + "b" * 64 + ".org", "invalid"),
        ("a" * 65 + "@example.org", "too_long"),
        ("a@" + "b." * 130 + "org", "too_long"),
        ("josé@example.org", "local_part"),
        ("\u0131stanbul@example.org", "local_part"),
        ("no address", "invalid"),
    ],
)
def test_invalid_addresses_are_refused(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_address(normalize_email(typed))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "domain", ["例えテスト.jp", "佐々木.jp", "時々.com", "hawaiʻi.com", "kaʻū.org", "hawaiʻi-ハワイ.com"]
)
def test_real_domains_are_not_refused_as_mixed_scripts(domain: str) -> None:
    address = normalize_email(f"a@{domain}")
    validate_address(address)
    assert address.startswith("a@xn--")


def test_the_domain_is_shown_in_its_script() -> None:
    assert display_email("a@xn--mnchen-3ya.de") == "a@münchen.de"
    assert display_email("a@example.org") == "a@example.org"
    assert display_email("a@xn--abc.de") == "a@xn--abc.de"
