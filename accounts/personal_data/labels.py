"""What the rows of other people's models are called when members read about them."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

NAMES = {
    "accounts.User": _("Your account: address, name, language, time zone"),
    "accounts.User_groups": _("Your roles"),
    "accounts.User_user_permissions": _("What you alone may do"),
    "mail.MailMessage": _("Mails we sent to you"),
    "realtime.Event": _("What you did in live discussions: kind and time"),
    "account.EmailAddress": _("Your e-mail addresses"),
    "account.EmailConfirmation": _("Links to confirm an address"),
    "mfa.Authenticator": _("Keys and codes of the second step"),
    "usersessions.UserSession": _("Where you are signed in: browser and network address"),
    "sessions.Session": _("Your visits"),
    "socialaccount.SocialAccount": _("Connected services"),
    "socialaccount.SocialToken": _("Keys to connected services"),
    "wagtailcore.Page": _("Pages you own or hold locked"),
    "wagtailcore.Revision": _("Versions of pages you saved"),
    "wagtailcore.PageLogEntry": _("What you did with pages"),
    "wagtailcore.ModelLogEntry": _("What you did with other content"),
    "wagtailcore.WorkflowState": _("Reviews you asked for"),
    "wagtailcore.TaskState": _("Reviews you made"),
    "wagtailcore.UploadedFile": _("Uploads that were not finished"),
    "wagtailcore.Comment": _("Your comments on drafts"),
    "wagtailcore.CommentReply": _("Your answers to comments on drafts"),
    "wagtailcore.PageSubscription": _("Pages whose comments you follow"),
    "wagtailcore.APIToken": _("Keys for your own programs"),
    "wagtaildocs.Document": _("Documents you uploaded"),
    "wagtailimages.Image": _("Pictures you uploaded"),
    "wagtailadmin.EditingSession": _("Pages you have open for editing"),
    "wagtailadmin.FormState": _("How you left forms of the admin"),
    "wagtailusers.UserProfile": _("Your settings of the admin"),
    "wagtail_localize.StringTranslation": _("Translations you wrote"),
    "wagtail_localize.SegmentOverride": _("Translations you adapted"),
}


def name_of(model: Any) -> str:
    """Return the words for a model's rows: ours, else the model's own."""
    return str(NAMES.get(model._meta.label) or capfirst(model._meta.verbose_name_plural))
