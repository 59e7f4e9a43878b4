"""What vocabularies refuse, in words for the editor: each sentence says what to do next."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class VocabularyError(Exception):
    """A refusal; `message` is translated."""

    message: str | Promise = ""

    def __str__(self) -> str:
        return str(self.message)


class CycleError(VocabularyError):
    """The concept would be broader than itself."""

    message = _("“%(narrower)s” is above “%(broader)s” already, so it cannot be placed below it.")

    def __init__(self, narrower: Any, broader: Any) -> None:
        super().__init__(narrower, broader)
        self.narrower, self.broader = narrower, broader

    def __str__(self) -> str:
        return str(self.message) % {"narrower": self.narrower, "broader": self.broader}


class RelatedToItself(VocabularyError):
    """A concept has to do with others only."""

    message = _("A concept cannot be related to itself. Choose another one.")


class KeptByFile(VocabularyError):
    """The row belongs to the vocabulary files."""

    message = _("This comes from the vocabulary files and would be back after the next update. It stays.")


class IdentifierTaken(VocabularyError):
    """Another concept of the scheme has this identifier, perhaps in other letter case."""

    message = _("This vocabulary has a concept with this identifier already. Choose another identifier.")


class UnusableIdentifier(VocabularyError):
    """The identifier cannot be part of an address."""

    message = _("Use only the letters A to Z, digits and . _ + - in the identifier, 80 characters at most.")


class UnusableText(VocabularyError):
    """Empty, too long, or with characters that cannot be kept; the message says which."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class UnknownLanguage(VocabularyError):
    """The site has no such language."""

    message = _("Choose one of the languages of this site.")


class LabelTaken(VocabularyError):
    """The concept has this name in this language already, as a name of another kind."""

    message = _("The concept has this name in this language already.")


class PreferredMissing(VocabularyError):
    """A concept must be called something in English."""

    message = _("Give the concept a name in English first.")


class AlreadyRetired(VocabularyError):
    """The concept is retired."""

    message = _("This concept was retired already. Reload the page.")


class NotRetired(VocabularyError):
    """The concept is in use."""

    message = _("This concept is in use already. Reload the page.")


class CannotMerge(VocabularyError):
    """The two concepts cannot become one."""

    message = _("Choose another concept of the same vocabulary, one that is not retired.")


class KeyTaken(VocabularyError):
    """Another vocabulary has this key."""

    message = _("Another vocabulary has this key. Choose another one.")


class FilesRefused(VocabularyError):
    """Vocabulary files cannot be loaded; `problems` says why, one "file:line: what" each, in English."""

    message = _("The vocabulary files cannot be loaded. Nothing was changed.")

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([str(self.message), *self.problems])
