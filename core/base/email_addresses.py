"""E-mail addresses in the one form that is stored and looked up.

The part before the @ is compared without case, as mail servers do in practice. The domain is kept as DNS
has it (IDNA 2008, mapped by Unicode Technical Standard 46). A stored address is therefore ASCII, so that
`Lower()` means the same on SQLite, which lowers ASCII letters only, and on PostgreSQL.
"""

import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.base.text_cleaning import normalize

LONGEST = 254  # characters, by RFC 5321 and the models
LONGEST_LOCAL_PART = 64  # octets, by RFC 5321
LONGEST_DOMAIN = 253  # octets, by RFC 1035

_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_JOINERS = "\u200c\u200d"  # IDNA allows them where Persian and Indic scripts need them
# Default ignorable or blank, though their category is that of letters or marks.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
# Scripts that are written together within one word: the "highly restrictive" profile of UTS 39.
_EAST_ASIAN = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "HANGUL"}


def normalize_email(value: str) -> str:
    """Return the address as it is stored and looked up; what is no address comes back cleaned only.

    Invisible characters and white space are removed, full-width characters become ASCII. No letter
    becomes two: a capital I with a dot is i, since `str.lower` would add a combining dot.
    """
    text = normalize("NFC", value.translate(_TO_HALF_WIDTH))
    local, at, domain = text.rpartition("@")
    if not at:
        return _visible(text)
    local = _visible(local).lower().replace("i\u0307", "i")
    return f"{normalize('NFC', local)}@{_ascii_domain(domain)}"


def validate_address(value: str) -> None:
    """Raise ValidationError, which says what to change, unless mail can reach this normalised address."""
    local, _at, domain = value.rpartition("@")
    if len(value) > LONGEST or len(local) > LONGEST_LOCAL_PART:
        raise ValidationError(_("This address is too long. Check it, or give another one."), code="too_long")
    if not local.isascii():
        raise ValidationError(
            _("Before the @, write Latin letters without accents, digits and signs such as . - _ only."),
            code="local_part",
        )
    if domain.startswith("["):
        raise ValidationError(
            _("After the @, write a name such as example.org, not a number."), code="domain_literal"
        )
    if "_" in domain or not (domain.isascii() and _is_idna(domain)):
        raise ValidationError(
            _("What follows the @ is not a name that mail can be sent to. Check it."), code="domain"
        )
    if any(_mixes_scripts(label) for label in _unicode_domain(domain).split(".")):
        raise ValidationError(
            _("After the @, letters of different scripts are mixed, such as Latin and Cyrillic. Check it."),
            code="mixed_scripts",
        )
    validate_email(value)


def display_email(value: str) -> str:
    """Return the address as people write it: its domain in its own script."""
    local, at, domain = value.rpartition("@")
    return f"{local}{at}{_unicode_domain(domain)}"


def _visible(text: str, keep: str = "") -> str:
    return "".join(
        character
        for character in text
        if character in keep
        or not (
            character in _BLANK
            or character.isspace()
            or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
        )
    )


def _ascii_domain(text: str) -> str:
    """Return the domain in lower case and as A-labels; in lower case only where IDNA refuses it."""
    domain = _visible(text, keep=_JOINERS)
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower()
    bare = _visible(domain)
    for candidate in (domain, bare):
        if len(candidate) <= LONGEST_DOMAIN:
            try:
                return idna.encode(candidate, uts46=True).decode("ascii")
            except UnicodeError:  # IDNAError is one
                continue
    return bare.lower()


def _is_idna(domain: str) -> bool:
    if "xn--" not in domain:
        return True
    try:
        return idna.encode(domain).decode("ascii") == domain
    except UnicodeError:
        return False


def _unicode_domain(domain: str) -> str:
    try:
        return idna.decode(domain) if "xn--" in domain else domain
    except UnicodeError:
        return domain


def _mixes_scripts(label: str) -> bool:
    """Return whether letters are mixed that no language writes in one word.

    The first word of a letter's Unicode name is its script, but for marks that repeat a Chinese character.
    Modifier letters, such as the Hawaiian okina, belong to every script.
    """
    names = {unicodedata.name(letter, "?").split()[0] for letter in label if letter.isalpha()}
    scripts = {"CJK" if name == "IDEOGRAPHIC" else name for name in names - {"MODIFIER"}}
    return len(scripts) > 1 and not scripts <= _EAST_ASIAN
