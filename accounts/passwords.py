"""The one form in which passwords are kept: the OpaqueString profile of RFC 8265.

It asks for NFC, and for the ASCII space in place of every other space; case and width stay as typed. (NFKC
belonged to its forerunner SASLprep, RFC 4013.) What the profile forbids, such as control characters, is not
refused: a member would be locked out by what their keyboard sends.
"""

import unicodedata

from core.base.text_cleaning import normalize


def opaque_string(password: str) -> str:
    """Return the password in the form that is kept and checked by validators."""
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in password)
    return normalize("NFC", spaced)


def password_forms(password: str) -> list[str]:
    """Return what the password may have been stored as, the kept form first.

    Older passwords were stored as they were typed: composed or decomposed, as the keyboard sends it. How many
    forms there are depends on what is typed alone: the time a check takes reveals nothing about an account.
    """
    kept = opaque_string(password)
    return list(dict.fromkeys([kept, password, normalize("NFD", password)]))
