"""The blocks of a lesson, and how they are shown."""

import gc
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from core.jobs.testing import run_due
from learning.models import LessonPage
from tests.factories.learning import fresh
from tests.html import normalise_html

# Wagtail's renditions do not close their temporary file, and the garbage collector warns.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]
BODY = LessonPage._meta.get_field("body").stream_block


@pytest.fixture
def image(home):
    """A picture of 1600 by 900 pixels."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    content = io.BytesIO()
    Picture.new("RGB", (1600, 900), "green").save(content, "JPEG")
    file = ImageFile(io.BytesIO(content.getvalue()), "mangrove.jpg")
    yield get_image_model().objects.create(title="Mangrove", file=file)
    gc.collect()


@pytest.fixture
def warmed(image):
    """The same picture after the renditions were made in the background."""
    run_due()
    return image


def document(name, content=b"x" * 2048):
    made = get_document_model()(title="Worksheet")
    made.file.save(name, ContentFile(content), save=False)
    made._set_document_file_metadata()
    made.file.close()
    made.save()
    return made


def shown(client, lesson, *blocks):
    """Return the page of a lesson made of these (type, value) blocks."""
    lesson = fresh(lesson)
    lesson.body = BODY.to_python([{"type": name, "value": value} for name, value in blocks])
    lesson.save_revision().publish()
    response = client.get(lesson.get_url())
    assert response.status_code == 200
    return response.content.decode()


def refused(name, value):
    """Return the fields that a block refuses."""
    block = BODY.child_blocks[name]
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(value))
    return set(error.value.block_errors)


FIGURE = {"drawing": "", "image": None, "alt": "A tree", "caption": "", "credit": "", "legend": []}
VIDEO = {
    "title": "A walk",
    "file": None,
    "url": "",
    "poster": None,
    "captions": None,
    "transcript": "<p>Said.</p>",
}


def test_a_figure_has_one_picture_and_its_description(image):
    assert refused("figure", FIGURE) == {"drawing"}
    assert refused("figure", FIGURE | {"drawing": "mangrove", "image": image.pk}) == {"drawing"}
    assert refused("figure", FIGURE | {"drawing": "mangrove", "alt": ""}) == {"alt"}
    assert refused("figure", FIGURE | {"drawing": "../../secret"}) == {"drawing"}


def test_a_drawn_figure_with_its_legend(client, lessons):
    value = FIGURE | {
        "drawing": "mangrove",
        "caption": "Roots",
        "credit": "Us",
        "legend": ["The crown", "The roots"],
    }
    page = shown(client, lessons[0], ("figure", value))
    assert (
        'src="/static/drawings/lessons/mangrove.svg" alt="A tree" width="720" height="400" loading="lazy"'
        in page
    )
    assert '<ol class="legend"><li>The crown</li><li>The roots</li></ol>' in normalise_html(page)
    assert "Credit: Us" in page


def test_an_image_has_several_sizes_and_is_never_enlarged(client, lessons, warmed):
    block = {
        "image": {"image": warmed.pk, "decorative": False, "alt_text": "Green"},
        "caption": "",
        "credit": "",
    }
    page = shown(client, lessons[0], ("image", block))
    assert 'alt="Green" width="800" height="450" loading="lazy" decoding="async">' in page
    assert '<picture><source type="image/avif" srcset="/media/images/mangrove' in normalise_html(page)
    for form in ("avif", "webp"):
        assert all(f".width-{width}.format-{form}.{form} {width}w" in page for width in (400, 800, 1200))
    assert page.count('sizes="(min-width: 60rem) 44rem, 100vw"') == 2


def test_a_lesson_works_without_the_deleted_image_of_a_figure(client, lessons, image):
    page = shown(client, lessons[0], ("figure", FIGURE | {"image": image.pk}))
    assert "A tree" in page
    image.delete()
    page = client.get(lessons[0].get_url())
    assert page.status_code == 200
    assert "A tree" not in page.content.decode()


def test_a_film_has_one_source_that_browsers_play_and_a_transcript(home):
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    film, text = document("film.mp4"), document("film.txt")
    link = "https://example.org/film"
    assert refused("video", VIDEO) == {"file"}
    assert refused("video", VIDEO | {"file": film.pk, "url": link}) == {"file"}
    assert refused("video", VIDEO | {"file": text.pk}) == {"file"}
    assert refused("video", VIDEO | {"url": link, "captions": text.pk}) == {"captions"}
    assert refused("video", VIDEO | {"url": link, "transcript": ""}) == {"transcript"}
    assert refused("video", VIDEO | {"url": "javascript:alert(1)"}) == {"url"}


def test_films_are_shown_without_external_players(client, lessons):
    film = document("film.mp4")
    page = shown(
        client,
        lessons[0],
        ("video", VIDEO | {"file": film.pk}),
        ("video", VIDEO | {"url": "https://example.org/f"}),
    )
    assert f'<source src="{film.url}" type="video/mp4">' in page
    assert "Size of the video: 2.0\xa0KB." in page
    assert "<p>Said.</p>" in page
    assert 'href="https://example.org/f"' in page
    assert "<iframe" not in page


def test_a_download_shows_its_format_and_size(client, lessons):
    sheet = document("sheet.pdf")
    page = shown(client, lessons[0], ("download", {"document": sheet.pk, "title": "", "note": "To print"}))
    assert f'href="{sheet.url}"' in page
    assert "PDF, 2.0" in page
    assert "To print" in page
    text = document("sheet.md")
    assert "plain text, 2.0" in shown(
        client, lessons[0], ("download", {"document": text.pk, "title": "", "note": ""})
    )
    sheet.delete()
    assert client.get(lessons[0].get_url()).status_code == 200


def test_editors_text_is_escaped(client, lessons):
    bad = "<script>alert(1)</script>"
    page = shown(
        client,
        lessons[0],
        ("quotation", {"text": bad, "source": bad, "url": ""}),
        ("key_terms", [{"term": bad, "definition": bad}]),
        (
            "further_reading",
            [{"title": bad, "authors": bad, "year": "", "publisher": "", "url": "", "note": bad}],
        ),
        ("callout", {"kind": "practice", "title": bad, "text": "<p>Do it.</p>"}),
    )
    assert bad not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 7


def test_queries_do_not_grow_with_blocks(client, lessons, warmed, count_queries):
    sheet = document("sheet.pdf")
    picture = (
        "image",
        {"image": {"image": warmed.pk, "decorative": True, "alt_text": ""}, "caption": "", "credit": ""},
    )
    download = ("download", {"document": sheet.pk, "title": "Sheet", "note": ""})
    counts = []
    for number in (1, 3):
        shown(client, lessons[0], *[picture, download] * number)
        counts.append(count_queries(client, lessons[0].get_url()))
    assert counts[0] == counts[1]
