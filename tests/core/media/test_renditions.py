"""Pictures of the library: their renditions, and their descriptions."""

import gc
import io

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image as Drawn
from PIL import features
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from core.jobs.models import Job
from core.jobs.testing import run_due
from core.media.renditions import Picture, generate_renditions, is_file_name, picture_of, specs

# Wagtail's renditions do not close their temporary file, and the garbage collector warns.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def nothing_unclosed():
    yield
    gc.collect()


def drawn(width=1600, height=900):
    """Return a file with a picture."""
    content = io.BytesIO()
    Drawn.linear_gradient("L").resize((width, height)).save(content, "JPEG")
    return ImageFile(io.BytesIO(content.getvalue()), "IMG_0042.jpg")


def put_in(**size):
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    return get_image_model().objects.create(title="IMG_0042", file=drawn(**size))


def test_pillow_writes_both_formats():
    assert features.check("avif")
    assert features.check("webp")


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1600, [800, 400, 1200]),
        (1200, [800, 400, 1200]),
        (1000, [800, 400, 1200]),
        (700, [800, 400]),
        (90, [400]),
    ],
)
def test_no_file_is_made_twice_as_large_as_needed(width, widths):
    image = get_image_model()(width=width, height=100)
    assert specs(image) == [f"width-{one}|format-{form}" for form in ("webp", "avif") for one in widths]


def test_files_are_made_in_the_background_once():
    image = put_in()
    assert picture_of(image) == Picture("", 1600, 900)
    assert Job.objects.filter(task="media.generate_renditions").count() == 1
    run_due()
    assert image.renditions.count() == 6
    assert generate_renditions(image.pk) == 0
    picture = picture_of(image)
    assert (picture.width, picture.height) == (800, 450)
    assert picture.url.endswith(".width-800.format-webp.webp")
    assert [part.rsplit(" ")[-1] for part in picture.srcset.split(", ")] == ["400w", "800w", "1200w"]
    assert all(".avif " in part for part in picture.avif.split(", "))
    assert picture.weight == image.renditions.get(filter_spec="width-800|format-webp").file.size


def test_a_page_shows_the_existing_renditions(django_assert_num_queries):
    image = put_in()
    image.get_rendition("width-400|format-avif")
    picture = picture_of(image)
    assert (picture.width, picture.srcset) == (400, "")
    assert picture.url.endswith(".avif")
    run_due()
    assert picture_of(image).width == 800
    with django_assert_num_queries(0):
        assert picture_of(image).width == 800


def test_a_deleted_rendition_is_not_shown_from_the_cache():
    image = put_in()
    run_due()
    assert picture_of(image).url
    image.renditions.all().delete()
    assert not picture_of(image).url


def test_a_replaced_file_gets_new_renditions():
    image = put_in()
    run_due()
    before = picture_of(image)
    image.file = drawn(600, 600)
    image.save()
    image.renditions.all().delete()
    run_due()
    after = picture_of(image)
    assert (after.width, after.height) == (600, 600)
    assert after.url != before.url


def test_an_image_deleted_before_its_files_were_made_is_no_error():
    image = put_in()
    image.delete()
    assert all(job.error_class == "" for job in run_due())
    assert picture_of(None) is None


def test_lost_files_have_no_size(settings):
    image = put_in()
    run_due()
    cache.clear()
    for one in image.renditions.all():
        one.file.storage.delete(one.file.name)
    assert picture_of(image).weight == 0


@pytest.mark.parametrize(
    ("words", "is_name"),
    [
        ("IMG_0042", True),
        ("img 0042", True),
        ("IMG_0042.JPG", True),
        ("Holiday", False),
        ("", False),
        ("IMG_0042: a heron in the reeds", False),
    ],
)
def test_a_file_name_is_no_description(words, is_name):
    assert is_file_name(words, "Holiday", "original_images/IMG_0042.jpg") is is_name


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("", "Say in a sentence what the picture shows, for readers who do not see it."),
        ("   ", "Say in a sentence what the picture shows, for readers who do not see it."),
        (
            "IMG_0042",
            "Say what the picture shows. The name of its file does not help people who cannot see it.",
        ),
        ("A heron in the reeds", None),
    ],
)
def test_the_library_requires_a_description(words, error):
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    kind = get_image_form(get_image_model())
    data = {"title": "IMG_0042", "description": words, "collection": Collection.objects.first().pk}
    form = kind(data, {"file": drawn()})
    assert form.errors.get("description", [None])[0] == error


# The same for the file that Wagtail's view stores temporarily.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
)
def test_several_uploads_require_their_descriptions(client, admin):
    """The library stores the file temporarily, and creates the picture when it has a description."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    client.force_login(admin)
    collection = Collection.objects.first().pk
    sent = {"files[]": drawn(), "title": "IMG_0042.jpg", "collection": collection}
    answer = client.post(reverse("wagtailimages:add_multiple"), sent).json()
    assert answer["success"]
    assert get_image_model().objects.count() == 0
    waiting = answer["uploaded_file_id"]
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting])
    saved = []
    for words in ("", "IMG_0042.jpg", "A heron in the reeds"):
        fields = {"title": "IMG_0042.jpg", "description": words, "collection": collection, "tags": ""}
        data = {f"uploaded-image-{waiting}-{name}": value for name, value in fields.items()}
        saved.append(client.post(address, data).json()["success"])
    assert saved == [False, False, True]
    assert get_image_model().objects.get().description == "A heron in the reeds"


def test_the_librarys_description_is_proposed_in_blocks():
    image = get_image_model()(title="IMG_0042", description="A heron in the reeds")
    assert image.default_alt_text == "A heron in the reeds"
