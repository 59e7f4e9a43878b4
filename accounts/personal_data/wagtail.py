"""What the editors' admin keeps of those who work in it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail import models as core_models
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from accounts.models import User
from accounts.personal_data.comments import erase_comments
from accounts.personal_data.exporters import delete, rows, unlink
from accounts.personal_data.members import WITH_THE_ACCOUNT
from core.base.personal_data_registry import PersonalData, Retention

WITH_THE_PAGE = _("as long as the page exists; without your name after you left")
HISTORY = _("To know who changed a page, and to undo it.")
OWN_DESK = _("To show you the admin as you left it.")


def _erase_model_log(user: User) -> None:
    """Take the person out of what they did, and delete what was written about their account."""
    unlink(core_models.ModelLogEntry, "user")(user)
    about = ContentType.objects.get_for_model(User)
    core_models.ModelLogEntry.objects.filter(content_type=about, object_id=str(user.pk)).delete()


def _kept_without_name() -> list[tuple[Any, tuple[str, ...], tuple[str, ...], Any]]:
    """Return model, columns that name a person, exported columns, reason: these rows outlive the account."""
    made, did = _("To know who brought it here, and to ask back."), HISTORY
    return [
        (core_models.Page, ("owner", "locked_by"), ("title", "first_published_at"), did),
        (core_models.Revision, ("user",), ("object_str", "created_at"), did),
        (core_models.PageLogEntry, ("user",), ("action", "label", "timestamp"), did),
        (core_models.WorkflowState, ("requested_by",), ("status", "created_at"), did),
        (core_models.TaskState, ("finished_by",), ("status", "finished_at"), did),
        (core_models.UploadedFile, ("uploaded_by_user",), ("file",), made),
        (get_document_model(), ("uploaded_by_user",), ("title", "created_at"), made),
        (get_image_model(), ("uploaded_by_user",), ("title", "created_at"), made),
        (StringTranslation, ("last_translated_by",), ("data", "updated_at"), did),
        (SegmentOverride, ("last_translated_by",), ("data_json", "updated_at"), did),
    ]


def _gone_with_account() -> list[tuple[Any, tuple[str, ...], Any]]:
    """Return model, exported columns, reason: these rows go when the account goes."""
    return [
        (UserProfile, ("preferred_language", "current_time_zone", "theme", "density"), OWN_DESK),
        (EditingSession, ("last_seen_at",), OWN_DESK),
        (FormState, ("pk",), OWN_DESK),
        (core_models.APIToken, ("pk",), _("To let your own programs read what you may read.")),
        (core_models.CommentReply, ("text", "created_at"), _("To talk about a page while it is written.")),
        (core_models.PageSubscription, ("comment_notifications",), _("To tell you of comments.")),
    ]


def entries() -> list[PersonalData]:
    """Return the entries of Wagtail's models."""
    kept = [
        PersonalData(
            model,
            export=rows(model, paths[0], *columns),
            erase=unlink(model, *paths),
            retention=Retention(WITH_THE_PAGE, reason),
        )
        for model, paths, columns, reason in _kept_without_name()
    ]
    gone = [
        PersonalData(
            model,
            export=rows(model, "user", *columns),
            erase=delete(model, "user"),
            retention=Retention(WITH_THE_ACCOUNT, reason),
        )
        for model, columns, reason in _gone_with_account()
    ]
    log = PersonalData(
        core_models.ModelLogEntry,
        export=rows(core_models.ModelLogEntry, "user", "action", "label", "timestamp"),
        erase=_erase_model_log,
        retention=Retention(WITH_THE_PAGE, HISTORY),
    )
    comments = PersonalData(
        core_models.Comment,
        export=rows(core_models.Comment, "user", "text", "created_at"),
        erase=erase_comments,
        retention=Retention(WITH_THE_ACCOUNT, _("To talk about a page while it is written.")),
    )
    return [*kept, *gone, log, comments]
