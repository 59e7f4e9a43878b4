"""Language tags in translators' files: what the site writes, and which of its languages a tag means."""

from collections.abc import Iterable

from django.conf.locale import LANG_INFO
from django.utils.translation import to_locale

# gettext, Poedit and OmegaT name Chinese by country, not by script.
GETTEXT_NAMES = {"zh-hans": "zh_CN", "zh-hant": "zh_TW"}
LIKELY = {"zh": "zh-hans"}  # CLDR, likely subtags


def gettext_name(code: str) -> str:
    """Return a language code as gettext writes it: `fr_CA`, `zh_CN`."""
    return GETTEXT_NAMES.get(code.lower(), to_locale(code))


def bcp47_tag(code: str) -> str:
    """Return a language code in the case that BCP 47 recommends: `fr-CA`, `zh-Hans`."""
    return to_locale(code).replace("_", "-")


def match_language(tag: str, codes: Iterable[str]) -> str | None:
    """Return the code among `codes` that `tag` means, or None.

    Follows the lookup of RFC 4647, section 3.4: a tag that is more exact than a code means that code.
    Case does not matter, nor does an underscore or a character set (`fr_CA.UTF-8`).
    """
    known = {code.lower(): code for code in codes}
    wanted = tag.strip().partition(".")[0].replace("_", "-").lower()
    wanted = wanted if wanted in known else LIKELY.get(wanted, wanted)
    while wanted:
        for name in (wanted, *LANG_INFO.get(wanted, {}).get("fallback", ())):
            if name in known:
                return known[name]
        wanted = wanted.rpartition("-")[0]
    return None
