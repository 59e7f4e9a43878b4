"""Serving files: ranges, conditional requests, names, safe types, and files without a URL."""

import os

import psutil
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import AsyncRequestFactory, Client, RequestFactory
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from core.media.files import private_storage, serve
from core.media.files.ranges import ByteRange, Unsatisfiable, parse_range
from core.media.files.serving import kind_of

BODY = bytes(range(256)) * 1000  # more than one chunk


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "talk.mp4"
    made.write_bytes(BODY)
    return made


def ask(path, method="get", **headers):
    return serve(getattr(RequestFactory(), method)("/", headers=headers), path)


def whole(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=10-", (10, 100)),
        ("bytes=-5", (95, 100)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("Bytes = 1 - 2", (1, 3)),
        ("bytes=99-99", (99, 100)),
    ],
)
def test_ranges(header, expected):
    assert parse_range(header, 100) == ByteRange(*expected)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "lines=1-2",
        "bytes=1-2,4-5",
        "bytes=a-b",
        "bytes=١-٢",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_invalid_and_multiple_ranges_get_the_whole_file(header):
    assert parse_range(header, 100) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-1", 0)]
)
def test_ranges_outside_the_file(header, size):
    with pytest.raises(Unsatisfiable):
        parse_range(header, size)


def test_the_whole_file(path):
    answer = ask(path)
    assert (answer.status_code, whole(answer)) == (200, BODY)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(BODY))
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Disposition"] == 'inline; filename="talk.mp4"'


def test_a_range_answers_206(path):
    answer = ask(path, range="bytes=1000-1999")
    assert (answer.status_code, whole(answer)) == (206, BODY[1000:2000])
    assert answer["Content-Range"] == f"bytes 1000-1999/{len(BODY)}"
    assert answer["Content-Length"] == "1000"


def test_a_range_past_the_end_answers_416(path):
    answer = ask(path, range="bytes=999999-")
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(BODY)}")


def test_head_gives_the_headers_only(path):
    answer = ask(path, "head", range="bytes=0-1")
    assert (answer.status_code, answer["Content-Length"], whole(answer)) == (200, str(len(BODY)), b"")


def test_an_unchanged_file_is_answered_with_304(path):
    first = ask(path)
    whole(first)
    assert ask(path, if_none_match=first["ETag"]).status_code == 304
    assert ask(path, if_modified_since=first["Last-Modified"]).status_code == 304
    changed = ask(path, if_none_match='"other"')
    assert (changed.status_code, whole(changed)) == (200, BODY)


def test_the_validator_changes_with_the_file(path):
    first = ask(path)
    whole(first)
    os.utime(path, ns=(1, 1))
    second = ask(path)
    whole(second)
    assert first["ETag"] != second["ETag"]


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_a_range_of_the_version_the_reader_holds(path, header):
    first = ask(path)
    whole(first)
    assert whole(ask(path, range="bytes=0-0", if_range=first[header])) == BODY[:1]
    assert whole(ask(path, range="bytes=0-0", if_range='"other"')) == BODY


def test_a_file_that_is_gone_is_not_found(tmp_path):
    for gone in (tmp_path / "gone.pdf", tmp_path, None):
        with pytest.raises(Http404):
            ask(gone)


@pytest.mark.parametrize(
    "name", ["page.html", "drawing.svg", "data.xml", "archive.zip", "unknown", "x.xhtml"]
)
def test_executable_types_are_downloaded_and_sandboxed(tmp_path, name):
    (tmp_path / name).write_bytes(b"<script>alert(1)</script>")
    answer = ask(tmp_path / name)
    whole(answer)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_names_in_any_script_and_no_header_injection(path):
    request = RequestFactory().get("/")
    arabic = serve(request, path, filename="خريطة المعرفة.pdf", as_attachment=True)
    assert arabic["Content-Disposition"].startswith("attachment; filename*=utf-8''%D8%AE")
    forged = serve(request, path, filename='a"\r\nSet-Cookie: x=1.pdf')
    assert forged["Content-Disposition"] == r'inline; filename="a\"  Set-Cookie: x=1.pdf"'
    for answer in (arabic, forged):
        whole(answer)


async def test_under_asgi_the_file_streams_without_blocking(path):
    answer = serve(AsyncRequestFactory().get("/", headers={"range": "bytes=5-70000"}), path)
    assert answer.is_async
    assert b"".join([chunk async for chunk in answer.streaming_content]) == BODY[5:70001]


def test_nginx_sends_the_file_where_it_is_set_up(settings, tmp_path):
    settings.MEDIA_SENDFILE, settings.PRIVATE_ROOT = "/internal/", tmp_path
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "my data.zip").write_bytes(b"x")
    answer = ask(tmp_path / "exports" / "my data.zip", range="bytes=0-0")
    assert answer["X-Accel-Redirect"] == "/internal/private/exports/my%20data.zip"
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Disposition"] == 'attachment; filename="my data.zip"'


class TestMedia:
    """Files below /media/."""

    @pytest.fixture
    def stored(self, db):
        names = []

        def store(name, storage=default_storage, body=b"\xff\xd8jpeg"):
            names.append((storage, storage.save(name, ContentFile(body))))
            return names[-1][1]

        yield store
        for storage, name in names:
            storage.delete(name)

    def test_renditions_are_public(self, stored):
        name = stored("images/leaf.width-800.jpg")
        answer = Client().get(f"/media/{name}", headers={"range": "bytes=0-1"})
        assert (answer.status_code, whole(answer)) == (206, b"\xff\xd8")
        assert answer["Cache-Control"] == "public, max-age=86400"
        assert answer["Content-Type"] == "image/jpeg"

    @pytest.mark.parametrize("name", ["original_images/a.jpg", "documents/a.pdf", "a.jpg"])
    def test_nothing_else_of_the_public_storage_has_a_url(self, stored, name):
        stored(name)
        assert Client().get(f"/media/{name}").status_code == 404

    def test_nothing_of_the_private_storage_is_reachable(self, stored, settings):
        name = stored("images/secret.jpg", private_storage, b"secret")
        for address in (
            f"/media/{name}",
            f"/media/images/../../private/{name}",
            f"/media/../private/{name}",
            f"/media/images/..%2f..%2fprivate/{name}",
            f"/media/images/%2e%2e/%2e%2e/private/{name}",
            f"/media/images//{settings.PRIVATE_ROOT}/{name}",
            f"/static/../private/{name}",
        ):
            assert Client().get(address).status_code in (400, 404), address
        with pytest.raises(ValueError, match="not accessible via a URL"):
            private_storage.url(name)

    def test_the_private_storage_is_outside_the_public_one(self, settings):
        assert not settings.PRIVATE_ROOT.is_relative_to(settings.MEDIA_ROOT)
        assert not settings.MEDIA_ROOT.is_relative_to(settings.PRIVATE_ROOT)

    def test_the_file_is_closed_when_the_reader_leaves_early(self, stored):
        def held():
            return [file for file in psutil.Process().open_files() if file.path.endswith("images/c.jpg")]

        answer = Client().get(f"/media/{stored('images/c.jpg', body=BODY)}")
        reading = iter(answer.streaming_content)
        next(reading)
        assert len(held()) == 1
        answer.close()
        assert held() == []

    def test_only_get_and_head_are_allowed(self, stored):
        assert Client().post(f"/media/{stored('images/b.jpg')}").status_code == 405


class TestDocuments:
    """Editors' documents are served with Wagtail's checks and our streaming."""

    @pytest.fixture
    def document(self, db):
        made = get_document_model().objects.create(
            title="Guide", file=ContentFile(b"%PDF-1.7", name="guide.pdf")
        )
        yield made
        made.file.delete(save=False)

    def test_a_document_answers_a_range(self, document):
        answer = Client().get(f"/documents/{document.pk}/{document.filename}", headers={"range": "bytes=0-3"})
        assert (answer.status_code, whole(answer)) == (206, b"%PDF")

    def test_its_name_must_match(self, document):
        assert Client().get(f"/documents/{document.pk}/other.pdf").status_code == 404
        assert Client().get("/documents/999999/guide.pdf").status_code == 404
        assert Client().get(f"/documents/{'9' * 30}/guide.pdf").status_code == 404

    def test_a_restricted_collection_is_respected(self, document, learner, as_user):
        closed = Collection.get_first_root_node().add_child(name="Members")
        CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
        get_document_model().objects.filter(pk=document.pk).update(collection=closed)
        address = f"/documents/{document.pk}/{document.filename}"
        assert Client().get(address).status_code == 302
        answer = as_user(learner).get(address)
        assert (answer.status_code, whole(answer)) == (200, b"%PDF-1.7")


@pytest.mark.parametrize("form", ["avif", "gif", "jpg", "png", "webp"])
def test_pictures_are_known_whatever_table_of_types_the_machine_has(form):
    assert kind_of(f"heron.width-800.{form}") == f"image/{form.replace('jpg', 'jpeg')}"
    assert kind_of(f"heron.{form.upper()}") == f"image/{form.replace('jpg', 'jpeg')}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("talk.m4a", "audio/mp4"),
        ("Report.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("data.csv", "text/csv"),
        ("lesson.unheard-of", "application/octet-stream"),
    ],
)
def test_media_types_come_from_the_sites_own_table(name, kind):
    assert kind_of(name) == kind
