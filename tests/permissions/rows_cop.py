"""Permissions of communities: reading, writing and managing.

In each scenario captain is a member, expert a member and the author of the post, manager manages the
community and juror another one, focalpoint was removed, learner and editor never joined, admin is an
operator who never joined.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from cop.enums import JoinPolicy, MemberRole, MemberState
from cop.models import Community, Membership, Post, Thread
from core.realtime.log import Log, open_space
from tests.factories.accounts import UserFactory
from tests.permissions.matrix import SIGN_IN, Row

Make = Callable[[Any], dict[str, Any]]
WORDS = "Words nobody else has written"
OPEN, REQUEST = JoinPolicy.OPEN, JoinPolicy.BY_REQUEST
EVERYONE = {"everyone": 200}


def _community(scenario: Any, join_policy: str = OPEN) -> Community:
    """Create the rows directly: services use the rules, which a control reverses."""
    community = Community.objects.create(
        slug="frogs", name="Frogs", summary="About frogs.", join_policy=join_policy
    )
    other = Community.objects.create(slug="toads", name="Toads", summary="About toads.")
    _put(community, scenario.captain)
    _put(community, scenario.expert)
    _put(community, scenario.manager, role=MemberRole.MANAGER)
    _put(community, scenario.focalpoint, state=MemberState.REMOVED)
    _put(other, scenario.juror, role=MemberRole.MANAGER)
    return community


def _put(community: Community, user: Any, **fields: Any) -> Membership:
    return Membership.objects.create(community=community, user=user, **fields)


def _post(
    scenario: Any, join_policy: str = OPEN, *, by: str = "expert", closed: bool = False, hidden: bool = False,
    deleted: bool = False,
) -> Post:  # fmt: skip
    key, now = uuid.uuid4(), timezone.now()
    thread = Thread.objects.create(
        community=_community(scenario, join_policy), public_id=key, space=open_space("cop.thread", key),
        title="Why do they sing?", post_count=1, deleted_count=int(deleted),
        closed_at=now if closed else None,
    )  # fmt: skip
    return Post.objects.create(
        thread=thread, number=1, author=scenario.people[by], body=WORDS,
        body_html=f"<p>{WORDS}</p>",
        hidden_at=now if hidden else None, hidden_reason="Not kind." if hidden else "",
        deleted_at=now if deleted else None,
    )  # fmt: skip


def place(join_policy: str = OPEN) -> Make:
    """Return a function that makes the URL arguments of the community."""
    return lambda scenario: {"slug": _community(scenario, join_policy).slug}


def someone(**fields: Any) -> Make:
    """Return a function that makes the URL arguments of a membership."""

    def make(scenario: Any) -> dict[str, Any]:
        community, person = _community(scenario), UserFactory(email="somebody@matrix.example")
        _put(community, person, **fields)
        return {"slug": community.slug, "person": person.public_id}

    return make


def thread(join_policy: str = OPEN, **how: Any) -> Make:
    """Return a function that makes the URL arguments of the thread."""
    return lambda scenario: {"thread_id": _post(scenario, join_policy, **how).thread.public_id}


def post(join_policy: str = OPEN, **how: Any) -> Make:
    """Return a function that makes the URL arguments of its one post."""
    return lambda scenario: thread(join_policy, **how)(scenario) | {"number": 1}


def space(join_policy: str = OPEN, **how: Any) -> Make:
    """Return a function that makes the URL arguments of the catch-up of the thread."""

    def make(scenario: Any) -> dict[str, Any]:
        written, log = _post(scenario, join_policy, **how), Log()
        log.add(written.thread.space_id, "post", subject=written.pk, payload={"post": 1})
        log.write()
        return {"space_id": written.thread.space.public_id}

    return make


def those_in(yes: int, no: int, *, admin: int, stranger: int = SIGN_IN) -> dict[str, int]:
    """Return the responses for members, others, an operator and a visitor."""
    return {
        "captain": yes,
        "expert": yes,
        "manager": yes,
        "admin": admin,
        "stranger": stranger,
        "others": no,
    }


def writers(yes: int, no: int, *, admin: int) -> dict[str, Any]:
    """Return the responses for those who may write, and the owners."""
    return {"expect": those_in(yes, no, admin=admin), "owner": WRITERS}


def managers(yes: int, no: int = 404) -> dict[str, Any]:
    """Return the responses for the community's managers and operators and all others, and the owners."""
    return {"expect": {"manager": yes, "admin": yes, "stranger": SIGN_IN, "others": no}, "owner": MANAGING}


def signed_in(yes: int) -> dict[str, int]:
    """Return the response for every member."""
    return {"stranger": SIGN_IN, "members": yes}


READERS = those_in(200, 404, admin=200, stranger=404)
THEIRS = {"expert": 200, "manager": 200, "admin": 200, "others": 404}
HIDDEN_FROM = ("expert", "manager", "admin")
INSIDE = ("captain", "expert", "manager", "admin")
WRITERS, MANAGING = INSIDE[:3], INSIDE[2:]


def _answer(scenario: Any, role: str) -> Mapping[str, Any]:
    return {"body": f"Because they can, says {role}.", "key": str(uuid.uuid4())}


def _new_thread(scenario: Any, role: str) -> Mapping[str, Any]:
    return {"title": "A question", "language": "en", **_answer(scenario, role)}


DESCRIPTION = {"name": "Frogs and toads", "summary": "Both.", "description": "Who sings?"}

COMMUNITIES = [
    Row("cop:communities_show", expect=EVERYONE),
    Row("cop:community_show", expect=EVERYONE, make=place()),
    Row("cop:community_show", state="by request", expect=EVERYONE, make=place(REQUEST),
        text=">Threads</h2>", seen_by=INSIDE),
    Row("cop:community_join", "POST", expect=signed_in(302), make=place()),
    Row("cop:community_join", "POST", state="by request", expect=signed_in(302), make=place(REQUEST),
        data={"note": "I count them."}),
    Row("cop:community_leave", "POST", expect=signed_in(302), make=place()),
    Row("cop:community_leave", "POST", state="by request", expect=signed_in(302), make=place(REQUEST)),
    Row("cop:members_show", expect=EVERYONE, make=place(), text="Make manager", seen_by=("manager", "admin")),
    Row("cop:members_show", state="by request", expect=READERS, make=place(REQUEST)),
    *(
        Row("cop:member_decide", "POST", state=decision, **managers(302), make=someone(**membership),
            data={"decision": decision})
        for decision, membership in (
            ("approve", {"state": MemberState.REQUESTED}),
            ("decline", {"state": MemberState.REQUESTED}),
            ("make_manager", {}),
            ("make_member", {"role": MemberRole.MANAGER}),
        )
    ),
    Row("cop:member_decide", "POST", state="nonsense", **managers(422), make=someone(),
        data={"decision": "paint"}),
    Row("cop:member_remove", **managers(200), make=someone()),
    Row("cop:member_remove", "POST", **managers(302), make=someone(), data={"reason": "Selling."}),
    Row("cop:member_remove", state="of one who is out", **managers(404),
        make=someone(state=MemberState.LEFT)),
    Row("cop:community_edit", **managers(200), make=place()),
    Row("cop:community_edit", "POST", **managers(302), make=place(), data=DESCRIPTION),
    Row("cop:community_edit", "POST", state="with nothing", **managers(422), make=place()),
]  # fmt: skip

THREADS = [
    Row("cop:thread_start", **writers(200, 302, admin=302), make=place()),
    Row("cop:thread_start", state="by request", **writers(200, 404, admin=302), make=place(REQUEST)),
    Row("cop:thread_start", "POST", **writers(302, 422, admin=422), make=place(), data=_new_thread),
    Row("cop:thread_start", "POST", state="by request", **writers(302, 404, admin=422),
        make=place(REQUEST), data=_new_thread),
    Row("cop:thread_draft_save", "POST", **writers(302, 404, admin=404), make=place(),
        data=_new_thread),
    Row("cop:thread_draft_save", "POST", state="by request", **writers(302, 404, admin=404),
        make=place(REQUEST), data=_new_thread),
    Row("cop:thread_show", expect=EVERYONE, make=thread()),
    Row("cop:thread_show", state="by request", expect=READERS, make=thread(REQUEST)),
    Row("cop:thread_show", state="hidden post", expect=EVERYONE, make=thread(hidden=True), text=WORDS,
        seen_by=("manager", "admin")),
    Row("cop:thread_show", state="deleted post", expect=EVERYONE, make=thread(deleted=True), text=WORDS,
        seen_by=("manager", "admin")),
    Row("cop:thread_show", state="tools", expect=EVERYONE, make=thread(), text='value="close"',
        seen_by=("manager", "admin")),
    Row("cop:thread_show", state="field", expect=EVERYONE, make=thread(), text="</textarea>",
        seen_by=("captain", "expert", "manager")),
    Row("cop:thread_unread", expect={"everyone": 302}, make=thread()),
    Row("cop:thread_unread", state="by request", make=thread(REQUEST),
        expect=those_in(302, 404, admin=302, stranger=404)),
    Row("cop:thread_read", "POST", expect=signed_in(204), make=thread(), data={"number": 1}),
    Row("cop:thread_read", "POST", state="by request", expect=those_in(204, 404, admin=204),
        make=thread(REQUEST), data={"number": 1}),
    *(
        Row("cop:thread_manage", "POST", state=do, **managers(303), make=thread(closed=do == "reopen"),
            data={"do": do})
        for do in ("close", "reopen", "pin", "unpin")
    ),
    Row("cop:thread_rename", **managers(200), make=thread()),
    Row("cop:thread_rename", "POST", **managers(302), make=thread(), data={"title": "Why at night?"}),
    Row("cop:thread_rename", "POST", state="empty", **managers(422), make=thread(), data={"title": " "}),
    Row("cop:thread_manage", "POST", state="nonsense", **managers(422), make=thread()),
    Row("cop:draft_save", "POST", **writers(302, 404, admin=404), make=thread(), data=_answer),
    Row("cop:draft_save", "POST", state="by request", **writers(302, 404, admin=404),
        make=thread(REQUEST), data=_answer),
]  # fmt: skip

POSTS = [
    Row("cop:post_add", "POST", **writers(303, 422, admin=422), make=thread(), data=_answer),
    Row("cop:post_add", "POST", state="by request", **writers(303, 404, admin=422),
        make=thread(REQUEST), data=_answer),
    Row("cop:post_add", "POST", state="closed", expect=signed_in(422), make=thread(closed=True),
        data=_answer),
    Row("cop:post_show", expect=EVERYONE, make=post()),
    Row("cop:post_show", state="by request", expect=READERS, make=post(REQUEST)),
    Row("cop:post_show", state="hidden", expect=EVERYONE, make=post(hidden=True), text=WORDS,
        seen_by=HIDDEN_FROM),
    Row("cop:post_edit", make=post(), owner="expert",
        expect={"expert": 200, "stranger": SIGN_IN, "others": 404}),
    Row("cop:post_edit", state="by request", make=post(REQUEST), owner="expert",
        expect={"expert": 200, "stranger": SIGN_IN, "others": 404}),
    *(
        Row("cop:post_edit", method, state=state, make=make, owner="expert",
            expect={writer: refusal, "stranger": SIGN_IN, "others": 404}, data={"body": "No.", "revision": 0})
        for method, refusal in (("GET", 302), ("POST", 422))
        for state, writer, make in (
            ("hidden", "expert", post(hidden=True)),
            ("closed", "expert", post(closed=True)),
            ("author was removed", "focalpoint", post(by="focalpoint")),
        )
    ),
    Row("cop:post_edit", state="by request, author was removed", make=post(REQUEST, by="focalpoint"),
        owner="expert", expect={"stranger": SIGN_IN, "others": 404}),
    Row("cop:post_edit", "POST", make=post(), data={"body": "Changed.", "revision": 0}, owner="expert",
        expect={"expert": 303, "stranger": SIGN_IN, "others": 404}),
    Row("cop:post_draft_save", "POST", make=post(), data={"body": "Changed.", "revision": 0}, owner="expert",
        expect={"expert": 302, "stranger": SIGN_IN, "others": 404}),
    Row("cop:post_history", expect=EVERYONE, make=post()),
    Row("cop:post_history", state="by request", expect=READERS, make=post(REQUEST)),
    Row("cop:post_history", state="hidden", expect=THEIRS, make=post(hidden=True)),
    Row("cop:post_hide", **managers(200), make=post()),
    Row("cop:post_hide", state="hidden already", **managers(302), make=post(hidden=True)),
    Row("cop:post_hide", "POST", **managers(302), make=post(), data={"reason": "Not kind."}),
    Row("cop:post_hide", "POST", state="by request", **managers(302), make=post(REQUEST),
        data={"reason": "Not kind."}),
    Row("cop:post_hide", "POST", state="without a reason", **managers(422), make=post()),
    Row("cop:post_restore", "POST", **managers(303), make=post(hidden=True)),
    Row("cop:post_show", state="deleted", expect=EVERYONE, make=post(deleted=True), text=WORDS,
        seen_by=HIDDEN_FROM),
    Row("cop:post_history", state="deleted", expect=THEIRS, make=post(deleted=True)),
    *(
        Row("cop:post_delete", "POST", state=join_policy, make=post(join_policy), owner="expert",
            expect={"expert": 303, "stranger": SIGN_IN, "others": 404})
        for join_policy in (OPEN, REQUEST)
    ),
    Row("cop:post_undelete", "POST", make=post(deleted=True), owner=("expert", *MANAGING),
        expect={"expert": 303, "manager": 303, "admin": 303, "stranger": SIGN_IN, "others": 404}),
    Row("cop:post_react", "POST", expect=signed_in(303), make=post(), query="on=1", data={"kind": "thanks"}),
    Row("cop:post_react", "POST", state="by request", expect=those_in(303, 404, admin=303),
        make=post(REQUEST), query="on=1", data={"kind": "thanks"}),
    Row("cop:post_react", "POST", state="nonsense", expect=signed_in(422), make=post(), query="on=1"),
]  # fmt: skip


def _take_permission(scenario: Any, role: str) -> None:
    for group in scenario.editor.groups.all():
        group.permissions.remove(Permission.objects.get(codename="add_community"))


# Wagtail redirects others to sign in.
ADMIN = [
    Row("wagtailsnippets_cop_community:add", method, expect={"editor": 200, "admin": 200, "others": SIGN_IN},
        state="with nothing" if method == "POST" else "")
    for method in ("GET", "POST")
] + [
    Row("wagtailsnippets_cop_community:add", expect={"editor": 404, "admin": 200, "others": SIGN_IN},
        state="without the permission", before=_take_permission)
] + [
    Row("wagtailsnippets_cop_community:edit", method, expect={"editor": 404, "admin": 200, "others": SIGN_IN},
        make=lambda scenario: {"pk": _community(scenario, REQUEST).pk},
        state="with nothing" if method == "POST" else "")
    for method in ("GET", "POST")
]  # fmt: skip

ROWS = [*ADMIN, *COMMUNITIES, *THREADS, *POSTS]
