"""Pictures in lessons: their descriptions, their files, and deferred loading with the data saver."""

import gc
import io

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from core.jobs.testing import run_due
from core.web import reader_preferences
from learning import drawings
from learning.models import LessonPage
from portal.models import HomePage, StandardPage
from tests.factories.learning import fresh
from tests.html import normalise_html

# Wagtail's renditions do not close their temporary file, and the garbage collector warns.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]
BODY = LessonPage._meta.get_field("body").stream_block
SAVING = {"Save-Data": "on"}
FIGURE = {
    "drawing": "",
    "image": None,
    "alt": "A tree",
    "caption": "Roots",
    "credit": "",
    "legend": ["The crown"],
}


def put_in(title="Mangrove", size=(1600, 900)):
    """Add a green picture to the library."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    content = io.BytesIO()
    Picture.new("RGB", size, "green").save(content, "JPEG")
    file = ImageFile(io.BytesIO(content.getvalue()), f"{title.lower()}.jpg")
    return get_image_model().objects.create(title=title, file=file)


@pytest.fixture
def image(home):
    """A picture of 1600 by 900 pixels."""
    yield put_in()
    gc.collect()


def image_block(image, words="Roots of a mangrove at low tide", decorative=False):
    described = {"image": image.pk, "decorative": decorative, "alt_text": words}
    return ("image", {"image": described, "caption": "", "credit": ""})


def publish(lesson, *blocks):
    """Publish a lesson made of these (type, value) blocks, and return it."""
    lesson = fresh(lesson)
    lesson.body = BODY.to_python([{"type": name, "value": value} for name, value in blocks])
    lesson.save_revision().publish()
    return lesson


def read(client, lesson, **headers):
    response = client.get(lesson.get_url(), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("words", "decorative"), [("Roots of a mangrove at low tide", False), ("", True)])
def test_an_image_has_a_description_or_is_decorative(image, words, decorative):
    block = BODY.child_blocks["image"]
    value = {"image": {"image": image.pk, "decorative": decorative, "alt_text": words}}
    assert block.clean(block.to_python(value))["image"].contextual_alt_text == words


@pytest.mark.parametrize("words", ["Mangrove", "mangrove ", "MANGROVE"])
def test_a_file_name_is_no_description_in_a_block(image, words):
    block = BODY.child_blocks["image"]
    value = {"image": {"image": image.pk, "decorative": False, "alt_text": words}}
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(value))
    inner = error.value.block_errors["image"].block_errors["alt_text"]
    assert inner.messages == [
        "Say what the picture shows. The name of its file does not help people who cannot see it."
    ]


@pytest.mark.parametrize(
    "stream",
    [
        BODY,
        HomePage._meta.get_field("body").stream_block,
        StandardPage._meta.get_field("body").stream_block,
    ],
    ids=["lesson", "home", "standard page"],
)
@pytest.mark.parametrize("words", ["", "   ", "Mangrove"])
def test_a_figure_needs_a_description_everywhere(image, stream, words):
    block = stream.child_blocks["figure"]
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(FIGURE | {"image": image.pk, "alt": words}))
    assert set(error.value.block_errors) == {"alt"}


@pytest.mark.parametrize("words", ["", "   "])
def test_an_image_without_a_description_is_refused(image, words):
    block = BODY.child_blocks["image"]
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(image_block(image, words)[1]))
    assert set(error.value.block_errors) == {"image"}


def test_only_blocks_with_descriptions_have_pictures():
    """Rich text has none; a film's poster is described by the film's title."""
    from wagtail.blocks import RichTextBlock

    rich = [one for one in _blocks(BODY) if isinstance(one, RichTextBlock)]
    assert rich
    assert not any("image" in one.features or "embed" in one.features for one in rich)


def _blocks(block):
    yield block
    children = [*getattr(block, "child_blocks", {}).values()]
    if hasattr(block, "child_block"):
        children.append(block.child_block)
    for child in children:
        yield from _blocks(child)


def test_renditions_are_made_after_publishing_and_not_by_a_visit(client, lessons):
    """Five new pictures: the page has their descriptions at once; the files are made in the background."""
    images = [put_in(f"Picture{number}") for number in range(5)]
    renditions = get_image_model().get_rendition_model().objects
    lesson = publish(lessons[0], *[image_block(one, f"Words {one.pk}") for one in images])
    page = read(client, lesson)
    assert renditions.count() == 0
    assert all(f"Words {one.pk}" in page for one in images)
    assert page.count("The picture is being prepared.") == 5
    assert "<img" not in page
    run_due()
    assert renditions.count() == 5 * 6
    page = read(client, lesson)
    assert page.count("<picture>") == 5
    assert "being prepared" not in page
    renditions.all().delete()
    publish(lessons[0], *[image_block(one) for one in images])
    run_due()
    assert renditions.count() == 5 * 6, "publishing makes lost files again"
    gc.collect()


@pytest.fixture
def all_are_heavy(monkeypatch):
    """Defer every picture with the data saver, also the small ones of these tests."""
    monkeypatch.setattr(reader_preferences, "LIGHT", 0)


def test_a_drawing_is_loaded_at_once_and_a_heavy_picture_deferred(client, lessons, image, monkeypatch):
    run_due()
    drawing = drawings.find("mangrove")
    photograph = image.renditions.get(filter_spec="width-800|format-webp")
    monkeypatch.setattr(reader_preferences, "LIGHT", drawing.weight)
    assert photograph.file.size < drawing.weight
    lesson = publish(lessons[0], ("figure", FIGURE | {"drawing": "mangrove"}), image_block(image))
    assert read(client, lesson, **SAVING).count("<img") == 2
    monkeypatch.setattr(reader_preferences, "LIGHT", photograph.file.size - 1)
    for each in caches.all():
        each.clear()
    assert "<img" not in read(client, lesson, **SAVING)
    assert all(drawings.find(name).weight < 10 * 1024 for name, _words in drawings.choices())


def test_with_the_data_saver_a_description_replaces_each_picture(client, lessons, image, all_are_heavy):
    run_due()
    drawn = ("figure", FIGURE | {"drawing": "mangrove"})
    lesson = publish(lessons[0], drawn, image_block(image, "Green"), ("figure", FIGURE | {"image": image.pk}))
    page = normalise_html(read(client, lesson, **SAVING))
    assert "<img" not in page
    assert "srcset" not in page
    drawing = drawings.find("mangrove")
    assert 1000 < drawing.weight < 9000
    assert f'<a href="{drawing.url}">Show the picture ({drawing.weight / 1024:.1f}\xa0KB)</a>' in page
    assert page.count('<p class="alt">A tree</p>') == 2
    assert page.count("Roots") == 2
    assert page.count('<ol class="legend"><li>The crown</li></ol>') == 2
    assert '<svg width="800" height="450" viewBox="0 0 800 450"' in page, "of the same proportions"
    assert f"/en/account/reading/?next={lesson.get_url()}" in page
    assert page.count("js/deferred-image.js") == 1
    assert "deferred-image" not in read(client, lesson)


def test_the_picture_link_is_to_the_file_with_the_shown_size(client, lessons, image, all_are_heavy):
    run_due()
    page = normalise_html(read(client, publish(lessons[0], image_block(image)), **SAVING))
    rendition = image.renditions.get(filter_spec="width-800|format-webp")
    assert f'<a href="{rendition.url}">Show the picture (' in page
    assert f"{rendition.file.size}\xa0bytes" in page


def test_the_response_varies_on_save_data(client, lessons, all_are_heavy):
    lesson = publish(lessons[0], ("figure", FIGURE | {"drawing": "mangrove"}))
    for headers in ({}, SAVING):
        vary = client.get(lesson.get_url(), headers=headers)["Vary"]
        assert {"Save-Data", "Cookie"} <= set(vary.split(", "))
    plain = publish(lessons[1], ("text", "<p>Words alone.</p>"))
    assert "Save-Data" not in client.get(plain.get_url())["Vary"]


def test_a_film_has_no_poster_with_the_data_saver(client, lessons, image):
    run_due()
    film = get_document_model()(title="Film")
    film.file.save("film.mp4", ContentFile(b"x" * 3 * 1024 * 1024), save=False)
    film._set_document_file_metadata()
    film.file.close()
    film.save()
    value = {"title": "A walk", "file": film.pk, "url": "", "poster": image.pk, "captions": None}
    lesson = publish(
        lessons[0], ("video", value | {"transcript": "<p>Said.</p>", "caption": "", "credit": ""})
    )
    assert 'preload="none"' in read(client, lesson)
    assert ' poster="/media/images/mangrove' in read(client, lesson)
    saved = read(client, lesson, **SAVING)
    assert " poster=" not in saved
    assert 'preload="none"' in saved
    assert "Size of the video: 3.0\xa0MB." in saved


def test_a_link_to_a_document_shows_its_type_and_size(client, lessons, count_queries):
    sheet = get_document_model()(title="Sheet")
    sheet.file.save("sheet.pdf", ContentFile(b"x" * 2048), save=False)
    sheet._set_document_file_metadata()
    sheet.file.close()
    sheet.save()
    link = f'<a linktype="document" id="{sheet.pk}">the <b>sheet</b></a>'
    lesson = publish(lessons[0], ("text", f"<p>Take {link}, then go.</p>"))
    words = f'<a href="{sheet.url}" download>the <b>sheet</b></a> <small>(PDF, 2.0\xa0KB)</small>, then go.'
    assert words in read(client, lesson)
    once = count_queries(client, lesson.get_url())
    publish(lessons[0], ("text", f"<p>Take {link}, {link} and {link}.</p>"))
    read(client, lesson)  # header and footer are cached again
    assert count_queries(client, lesson.get_url()) == once
    sheet.delete()
    assert "Take <a>the <b>sheet</b></a>" in read(client, lesson)
