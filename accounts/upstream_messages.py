"""Messages of libraries whose own catalogues lack a language we offer, so that ours hold them."""

from django.utils.translation import ngettext_lazy

# Django's password validators; missing in its Arabic.
TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
