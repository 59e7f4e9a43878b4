"""Names of countries, regions and languages from the Unicode CLDR, through Babel: never official."""

from babel import Locale
from django.conf import settings

from vocabularies.services.loading.records import Problems, SchemeEntry

KINDS = ("territories", "languages")


def fill_names(scheme: SchemeEntry, problems: Problems) -> None:
    """Add to each concept the names that its file leaves out, and keep CLDR's own where the file has another.

    CLDR's name beside the file's is hidden: people find the country by it, but it is never shown.
    """
    if not scheme.names:
        return
    for language, _name in settings.LANGUAGES:
        known = getattr(Locale.parse(language, sep="-"), scheme.names)
        for entry in scheme.concepts:
            code = entry.identifier.upper() if scheme.names == "territories" else entry.identifier
            name = known.get(code)
            if language in entry.labels:
                _hide(entry.labels, entry.other, entry.hidden, language, name)
            elif name:
                shown = entry.labels[language] = name[:1].upper() + name[1:]
                entry.official -= {language}
                for several in (entry.other, entry.hidden):  # a later CLDR may prefer what the file adds
                    if shown in several.get(language, ()):
                        several[language].remove(shown)
            else:
                problems.add(entry.place, f"CLDR has no name in “{language}” for “{entry.identifier}”.")


def _hide(
    labels: dict[str, str],
    other: dict[str, list[str]],
    hidden: dict[str, list[str]],
    language: str,
    name: str | None,
) -> None:
    taken = [labels[language], *other.get(language, ()), *hidden.get(language, ())]
    if name and name not in taken:
        hidden.setdefault(language, []).append(name)
