"""Anchors of a lesson's sections."""

from learning.lesson_sections import ANCHOR, sections, with_anchors
from learning.models import LessonPage
from tests.factories.learning import BEGINNING, BODY, DETAIL, END

FIELD = LessonPage._meta.get_field("body").stream_block


def test_sections_in_order_with_their_share():
    found = sections(FIELD.to_python(BODY))
    assert [(part.anchor, part.title, part.level) for part in found] == [
        (BEGINNING, "Beginning", 2),
        (DETAIL, "Detail", 3),
        (END, "End", 2),
    ]
    assert [round(part.before, 2) for part in found] == [0.0, 0.33, 0.67]
    assert all(ANCHOR.fullmatch(part.anchor) for part in found)


def test_an_anchor_stays_when_the_editor_moves_the_block():
    moved = sections(FIELD.to_python([BODY[2], BODY[0]]))
    assert [part.anchor for part in moved] == [END, BEGINNING, DETAIL]


def test_titles_are_plain_text():
    body = FIELD.to_python([{"type": "text", "value": "<h2>A &amp; <b>B</b>\n C</h2>"}])
    assert [part.title for part in sections(body)] == ["A & B C"]


def test_rendered_headings_have_the_anchors():
    html = '<h2 data-block-key="x">One</h2><p>Text</p><h3>Two</h3><h4>Three</h4>'
    assert (
        with_anchors(html, "s-1") == '<h2 id="s-1-1">One</h2><p>Text</p><h3 id="s-1-2">Two</h3><h4>Three</h4>'
    )


def test_a_lesson_without_text_has_no_sections():
    assert sections(FIELD.to_python([])) == []
