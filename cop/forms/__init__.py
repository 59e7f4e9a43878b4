"""What people fill in, by noun."""

from cop.forms.communities import CommunityForm, JoinForm, RemovalForm
from cop.forms.posts import AnswerForm, DraftForm, EditDraftForm, EditForm, HideForm, with_fresh_key
from cop.forms.threads import ThreadForm, TitleForm

__all__ = [
    "AnswerForm",
    "CommunityForm",
    "DraftForm",
    "EditDraftForm",
    "EditForm",
    "HideForm",
    "JoinForm",
    "RemovalForm",
    "ThreadForm",
    "TitleForm",
    "with_fresh_key",
]
