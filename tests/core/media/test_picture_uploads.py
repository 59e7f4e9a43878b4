"""Uploaded pictures: each is shown correctly, or refused with a sentence that says what to do."""

import gc
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image as Drawn
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from core.media.picture_uploads import ANIMATED, DAMAGED, TOO_LONG, TOO_MANY_PIXELS
from core.media.renditions import has_sizes, specs

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]
RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture(autouse=True)
def nothing_unclosed() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def collection() -> Collection:
    return Collection.objects.first() or Collection.add_root(name="Root")


def content(picture: Any, form: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def plain(mode: str = "RGB", size: tuple[int, int] = (20, 10), colour: Any = RED) -> Drawn.Image:
    return Drawn.new(mode, size, colour)


def frames(form: str) -> bytes:
    return content(plain(), form, save_all=True, append_images=[plain(colour=BLUE)])


def noise() -> Drawn.Image:
    return Drawn.effect_noise((60, 60), 90)


def header_only(width: int, height: int) -> bytes:
    """Return a PNG with a false size in its header and one pixel."""
    import struct
    import zlib

    whole = bytearray(content(plain(size=(1, 1)), "PNG"))
    whole[16:24] = struct.pack(">II", width, height)
    whole[29:33] = struct.pack(">I", zlib.crc32(whole[12:29]))
    return bytes(whole)


def form_for(data: bytes, name: str) -> Any:
    fields = {"title": "Reeds", "description": "A heron", "collection": Collection.objects.first().pk}
    return get_image_form(get_image_model())(fields, {"file": SimpleUploadedFile(name, data)})


def saved(data: bytes, name: str) -> Any:
    form = form_for(data, name)
    assert form.is_valid(), form.errors
    return form.save()


def error_of(data: bytes, name: str) -> str:
    return str(form_for(data, name).errors.get("file", [""])[0])


@pytest.mark.parametrize(
    ("form", "name"),
    [("PNG", "a.png"), ("JPEG", "a.jpg"), ("GIF", "a.gif"), ("WEBP", "a.webp"), ("AVIF", "a.avif")],
)
def test_a_truncated_file_is_refused_with_an_explanation(form: str, name: str) -> None:
    whole = content(noise(), form)
    assert error_of(whole, name) == ""
    for part in (0.5, 0.9):
        assert error_of(whole[: int(len(whole) * part)], name) == DAMAGED, part


def test_the_explanation_is_translated() -> None:
    data = content(noise(), "JPEG")[:-600]
    for language, word in (("fr", "endommagé"), ("ar", "تالف")):
        with translation.override(language):
            assert word in error_of(data, "a.jpg")


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("GIF", "a.gif"), ("WEBP", "a.webp")])
def test_an_animation_is_refused_as_such(form: str, name: str) -> None:
    assert error_of(frames(form), name) == str(ANIMATED) % {"format": form}


def test_a_camera_file_with_several_pictures_is_no_animation() -> None:
    assert colour_of(saved(frames("MPO"), "phone.jpg"), (5, 5)) == pytest.approx(RED, abs=12)


@pytest.mark.parametrize(("width", "height"), [(7100, 7100), (12_000, 12_000), (60_000, 60_000)])
def test_a_decompression_bomb_is_not_unpacked(width: int, height: int) -> None:
    assert error_of(header_only(width, height), "a.png") == str(TOO_MANY_PIXELS) % {"limit": 50}


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.png", "The submitted file is empty."),
        (b"no picture", "a.png", "not an image or a corrupted image"),
        (content(plain(), "PNG"), "a.jpg", "does not match the file format"),
        (content(plain(), "BMP"), "a.bmp", "Supported formats"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "Supported formats"),
    ],
    ids=["empty", "text", "wrong extension", "bmp", "svg"],
)
def test_an_unsupported_file_is_refused(data: bytes, name: str, said: str) -> None:
    assert said in error_of(data, name)


def test_the_library_shows_its_form_for_a_damaged_file(client: Any, admin: Any, collection: Any) -> None:
    client.force_login(admin)
    broken = content(noise(), "PNG")[:-900]
    fields = {"title": "Reeds", "description": "A heron", "collection": collection.pk}
    answer = client.post(
        reverse("wagtailimages:add"), {**fields, "file": SimpleUploadedFile("a.png", broken)}
    )
    assert str(DAMAGED) in answer.content.decode()
    several = {"files[]": SimpleUploadedFile("a.png", broken), "title": "a.png", "collection": collection.pk}
    notified = client.post(reverse("wagtailimages:add_multiple"), several).json()
    assert (notified["success"], str(DAMAGED) in notified["error_message"]) == (False, True)
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize(
    ("width", "height", "webp", "avif"),
    [
        (1600, 900, [800, 400, 1200], [800, 400, 1200]),
        (800, 30_000, [400], [800, 400]),
        (400, 20_000, [], [400]),
        (30_000, 300, [800, 400, 1200], [800, 400, 1200]),
        (300, 16_384, [], [400]),
        (100, 40_000, [], []),
    ],
)
def test_long_pictures_get_the_sizes_that_the_format_supports(
    width: int, height: int, webp: list[int], avif: list[int]
) -> None:
    image = get_image_model()(width=width, height=height)
    assert specs(image) == [
        *(f"width-{one}|format-webp" for one in webp),
        *(f"width-{one}|format-avif" for one in avif),
    ]
    assert has_sizes(image) is bool(webp or avif)


def test_the_editor_sees_an_error_when_no_size_can_be_made() -> None:
    tall = content(plain("1", (8, 33_000), 1), "PNG")
    assert error_of(tall, "a.png") == str(TOO_LONG) % {"width": 8, "height": 33_000}
    longest = saved(content(plain("1", (8, 16_383), 1), "PNG"), "a.png")
    assert longest.get_rendition("width-400|format-webp").height == 16_383


def colour_of(image: Any, at: tuple[int, int], spec: str = "width-400|format-webp") -> tuple[int, ...]:
    """Return the colour at a position of the picture as a page shows it."""
    with image.get_rendition(spec).file.open() as file, Drawn.open(file) as shown:
        colour: Any = shown.convert("RGBA" if "A" in shown.mode else "RGB").getpixel(at)
        return tuple(colour)


def deep_grey(value: int) -> bytes:
    return content(plain("I;16", colour=value), "PNG")


def palette() -> bytes:
    picture = plain().convert("P")
    return content(picture, "PNG", transparency=picture.getpixel((0, 0)))


def turned() -> bytes:
    """Return a picture whose left half is blue after its EXIF rotation."""
    picture = plain(size=(20, 10))
    picture.paste(BLUE, (0, 5, 20, 10))
    exif = Drawn.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    return content(picture, "JPEG", exif=exif, quality=95)


@pytest.mark.parametrize("spec", ["width-400|format-webp", "width-400|format-avif", "width-10|format-webp"])
@pytest.mark.parametrize(
    ("make", "name", "at", "colour"),
    [
        (lambda: deep_grey(257 * 100), "grey.png", (5, 2), (100, 100, 100)),
        (lambda: deep_grey(1000), "dark.png", (5, 2), (4, 4, 4)),
        (lambda: content(plain("CMYK", colour=(0, 255, 255, 0)), "JPEG"), "cmyk.jpg", (5, 2), (255, 0, 0)),
        (lambda: content(plain("LA", colour=(90, 255)), "PNG"), "la.png", (5, 2), (90, 90, 90)),
        (lambda: content(plain("1", colour=1), "PNG"), "bits.png", (5, 2), (255, 255, 255)),
        (turned, "turned.jpg", (1, 5), BLUE),
    ],
    ids=["16 bits", "16 bits, dark", "CMYK", "grey with alpha", "1 bit", "turned"],
)
def test_every_kind_of_picture_is_shown_in_its_colours(
    make: Callable[[], bytes], name: str, at: tuple[int, int], colour: tuple[int, ...], spec: str
) -> None:
    image = saved(make(), name)
    assert colour_of(image, at, spec)[:3] == pytest.approx(colour, abs=14)


def test_a_transparent_palette_stays_transparent() -> None:
    assert colour_of(saved(palette(), "palette.png"), (5, 5))[3] == 0
