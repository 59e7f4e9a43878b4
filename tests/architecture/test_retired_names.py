"""Private words stay out of names: code, tests, templates and documents use the standard term."""

import re

from tests.architecture.files import name, written

RETIRED = {
    "breathe": "yield_to_writers",
    "run_foreign_task": "run_external_task",
    "Keeper": "LeaseHeartbeat",
    "plant_due": "enqueue_due",
    "hub_here": "current_hub",
    "HubBeat": "ProcessHeartbeat",
    "Outlet": "SocketWriter",
    "is_deaf": "is_missing_notifications",
    "barely_begun": "incomplete_translations",
    "note_begun": "annotate_incomplete",
    "begun_from": "untranslated_source",
    "take_text": "use_translation",
    "may_lend": "can_share_text",
    "PostboxBackend": "FileLinkBackend",
    "PatientRedisCache": "OptionalRedisCache",
    "can_read_words": "can_view_content",
    "shown_posts": "post_view_models",
    "LessonReading": "LessonProgress",
    "SEEN_LATELY": "REOPEN_WINDOW",
    "ShortListBlock": "BulletListBlock",
    "Comings": "MemberDashboard",
    "SiteFrame": "SiteChrome",
    "DemonstrationPiece": "DemoState",
    "DeedBlock": "CallToActionBlock",
    "kept_from_others": "set_private_cache",
    "Carrier": "TaggedModel",
    "Carried": "TaggedItem",
    "Narrowing": "ConceptFilter",
    "bare_script": "minify",
    "ways_out": "relaxations",
    "filter_catalogue": "COURSE_FACETS.filter",
    "first_time": "once",
    "written_as": "language_notice",
    "recent_talks": "recent_threads",
    "load_talks": "load_threads",
    "OpenTalks": "OpenThreads",
    "leaflet": "panel",
    "WaitingPicture": "DeferredImage",
    "waiting-picture": "deferred-image",
    "MenuFold": "MenuToggle",
    "menu-fold": "menu-toggle",
    "ReadingPlace": "ReadingBookmark",
    "reading-place": "reading-bookmark",
    "fold-out": "disclosure",
    "find_now": "set_current",
    "remember_place": "save_bookmark",
    "UnknownPlace": "UnknownSection",
    "LessonReadingQuerySet": "LessonProgressQuerySet",
    "let_in": "approve",
    "member_let_in": "member_approved",
    "is_held": "is_editor_owned",
    "demonstration_loaded": "demo_loaded",
    "DemonstrationFileError": "DemoFileError",
    "load_demonstration": "load_demo",
    "is_demonstration": "is_demo",
    "DEMONSTRATION": "DEMO",
    "deeds": "calls_to_action",
    "onward": "next_url",
    "may_use_desk": "may_use_dashboard",
    "desk_show": "dashboard_show",
    "carried_by": "tagged_groups",
    "unseen": "visually-hidden",
    "text_taken_from": "text_language",
    "FrameText": "SiteChromeText",
    "frame_for": "chrome_for",
    "forget_frames": "clear_chrome_cache",
    "DraftKeeper": "DraftAutosave",
    "draft-keeper": "draft-autosave",
    "StepState": "LessonState",
    "step_of": "entry_of",
    "run_bounded": "run_limited",
    "VisitorPool": "ContextPool",
    "FarEnd": "FakeServer",
    "far_end": "fake_server",
    "Knobs": "ServerState",
    "knobs": "state",
    "ask_all": "check_rows",
    "answers_of": "responses_to",
    "Consulted": "RuleRecorder",
    "held_clock": "frozen_rate_limit_clock",
    "is_silent": "has_no_message",
    "stumble": "work_after_errors",
    "CommonBeat": "TurnSchedule",
    "burners": "load_processes",
    "misfits": "wrong_starts",
    "doomed": "to_hide",
    "Spares": "ForkedProcess",
    "Talker": "JsonProcess",
    "Poller": "PollingClient",
    "write_cast": "write_for_writers",
    "servant": "service_user",
    "UsageDay": "nothing: nobody read the sums",
    "FeatureSwitch": "nothing: no switch was used",
}
OWN = "tests/architecture/test_retired_names.py"
SUFFIXES = (".py", ".html", ".js", ".css", ".md", ".yaml", ".toml", ".sh")


def retired_in(text: str) -> list[str]:
    """Return the retired names in a text, each with the name that replaces it."""
    words = {*re.findall(r"\w+", text), *re.findall(r"[\w-]+", text)}
    found = sorted(word for word in words if word in RETIRED)
    return [f"{word}: write {RETIRED[word]}" for word in found]


def test_no_retired_name_is_used() -> None:
    files = [path for path in written(*SUFFIXES) if name(path) not in (OWN, "CHANGELOG.md")]
    found = {name(path): retired_in(path.read_text("utf-8")) for path in files}
    assert {path: words for path, words in found.items() if words} == {}


def test_a_retired_name_is_found_as_a_whole_word() -> None:
    assert retired_in("from x import Carrier") == ["Carrier: write TaggedModel"]
    assert retired_in("<menu-fold>") == ["menu-fold: write menu-toggle"]
    assert retired_in("MailCarriers carrier") == []
