"""What is done with each kind of input, and what is checked afterwards. Django must be set up."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes
from uuid import uuid4
from xml.sax.saxutils import escape

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count, Model
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, UploadedFile
from wagtail_localize.models import StringTranslation

from accounts.models import Consent, User
from benchmarks.generated_inputs import strategies
from benchmarks.generated_inputs.strategies import damaged, picture_file
from cop import services
from cop.models import Community, Post, Thread
from core.base.markup import to_html
from core.base.models import AuditEvent
from core.jobs.testing import run_due
from portal.models import StandardPage
from portal.services.locales import fill_locales, open_locales
from portal.services.sites import start_site
from tests.factories.accounts import UserFactory
from tests.factories.cop import CommunityFactory
from tests.factories.portal import make_page
from tests.translations.files import bundle_of, filled
from translations.enums import FileKind

UPLOAD = "image-chooser-upload"  # the prefix of the fields with which an editor uploads a picture
FORM = "application/x-www-form-urlencoded"
DANGEROUS = re.compile(r"<script|<iframe|\son\w+=|(href|src)=.?\s*(javascript|data|vbscript):", re.IGNORECASE)
SENTENCES = ("Help", "How it works.", "First.", "Second.")


@dataclass
class SampleSite:
    """A small site, with clients of the people who may do what is tried."""

    member: Client
    editor: Client
    community: Community
    thread: Thread
    page: StandardPage
    files: dict[FileKind, bytes]


def make_site() -> SampleSite:
    """Create the site, its people, a thread, and a page that is not translated yet."""
    home = start_site(title="Commons", address="http://testserver")
    open_locales(["fr"], source="en")
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[2:])
    page = make_page(home, title=SENTENCES[0], slug="help", lead=SENTENCES[1], body=[("text", paragraphs)])
    fill_locales()
    writer = UserFactory(email="writer@example.org")
    community = CommunityFactory(members=[writer])
    editor = UserFactory(email="editor@example.org", is_staff=True, is_superuser=True)
    editor.groups.add(Group.objects.get(name="Moderators"))
    bundle = bundle_of(page, locale=Locale.objects.get(language_code="fr"))
    marks = {sentence: f"MARK{number}" for number, sentence in enumerate(SENTENCES)}
    return SampleSite(
        member=client_of(writer),
        editor=client_of(editor),
        community=community,
        thread=services.start_thread(
            community, by=writer, title="A question", body="Hello.", language="en", key=uuid4()
        ),
        page=page,
        files={kind: filled(bundle, marks, kind) for kind in (FileKind.PO, FileKind.XLIFF)},
    )


def client_of(user: User) -> Client:
    """Return a signed-in client; exceptions of the site are raised in the test."""
    client = Client()
    client.force_login(user)
    return client


def encoded(fields: dict[str, str]) -> str:
    """Return a form encoded as a browser or a less careful client sends it: surrogates are kept."""
    return "&".join(
        f"{name}={quote_from_bytes(text.encode('utf-8', 'surrogatepass'))}" for name, text in fields.items()
    )


def counts(*models: type[Model]) -> list[int]:
    """Return the number of rows of each model."""
    return [model._default_manager.count() for model in models]


def outcome(answer: Any) -> str:
    """Return the result of the input; raise AssertionError when the response is a fault."""
    assert answer.status_code < 500, f"answered {answer.status_code}"
    assert "/login/" not in answer.headers.get("Location", ""), (
        "redirected to the sign-in page: nothing was tried"
    )
    return "accepted" if answer.status_code in (302, 303) else f"answered {answer.status_code}"


def sign_up(site: SampleSite, fields: dict[str, str]) -> str:
    before = counts(User, EmailAddress)
    result = outcome(Client().post("/en/account/signup/", encoded(fields), content_type=FORM))
    after = counts(User, EmailAddress)
    made = after[0] - before[0]
    assert after[1] - before[1] == made, "a user without an address, or an address without a user"
    assert made == 0 or result == "accepted", "refused, but an account was created"
    assert not User.objects.filter(emailaddress=None).exists(), "a user without an address"
    newest = User.objects.latest("pk")
    assert not made or Consent.objects.filter(user=newest).count() == 2, "a user without consents"
    return result


def write_post(site: SampleSite, fields: dict[str, str]) -> str:
    """Start a thread with every third text, reply with the others."""
    starts = len(fields["body"]) % 3 == 0
    address = reverse("cop:thread_start", args=[site.community.slug])
    if not starts:
        address = reverse("cop:post_add", args=[site.thread.public_id])
    before = counts(Thread, Post)
    result = outcome(site.member.post(address, encoded(fields), content_type=FORM))
    made = [now - then for now, then in zip(counts(Thread, Post), before, strict=True)]
    assert made in ([0, 0], [int(starts), 1]), f"threads and posts made: {made}"
    assert result == "accepted" or made == [0, 0], "refused, but something was written"
    assert not Thread.objects.annotate(number=Count("posts")).filter(number=0).exists(), (
        "a thread without a post"
    )
    if made[1]:
        newest = Post.objects.latest("pk")
        assert not DANGEROUS.search(newest.body_html), "dangerous HTML was stored"
        shown = site.member.get(reverse("cop:thread_show", args=[newest.thread.public_id]), follow=True)
        assert shown.status_code == 200, f"the thread is answered with {shown.status_code}"
    return result


def render_markdown(site: SampleSite, text: str) -> str:
    html = to_html("".join(sign for sign in text if not "\ud800" <= sign <= "\udfff"))
    assert not DANGEROUS.search(re.sub(r">[^<]*<", "><", html)), "dangerous HTML"
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", html), "a control character is left"
    return "rendered" if html else "nothing to see"


def search(site: SampleSite, fields: dict[str, str]) -> str:
    query = encoded(fields)
    for path in ("/en/vocabularies/suggest/", "/en/vocabularies/find/"):
        result = outcome(site.member.get(f"{path}?{query}"))
    return result


def import_translation(kind: FileKind) -> Callable[[SampleSite, dict[str, Any]], str]:
    """Return the function that imports a file of the kind."""

    def import_file_of_kind(site: SampleSite, given: dict[str, Any]) -> str:
        content = site.files[kind].decode()
        for number, text in enumerate(given["texts"]):
            content = content.replace(f"MARK{number}", written(text, kind) if given["escaped"] else text)
        content = content.replace('state="translated"', f'state="{given["state"]}"')
        file = damaged(content.encode("utf-8", "surrogatepass"), given["damage"])
        before = counts(StringTranslation, AuditEvent)
        texts = set(StringTranslation.objects.values_list("pk", "data"))
        answer = site.editor.post(
            "/admin/translations/fr/import/",
            {"file": SimpleUploadedFile(f"help.fr.{kind}", file), "publish": given["publish"]},
        )
        result = outcome(answer)
        if result != "accepted":
            assert counts(StringTranslation, AuditEvent) == before, "refused, but something was written"
            assert set(StringTranslation.objects.values_list("pk", "data")) == texts, (
                "refused, but something was changed"
            )
        elif given["publish"]:
            page = site.page.get_translation(Locale.objects.get(language_code="fr"))
            shown = site.member.get(page.url, follow=True)
            assert shown.status_code == 200, f"the published page is answered with {shown.status_code}"
        return result

    return import_file_of_kind


def written(text: str, kind: FileKind) -> str:
    """Return the text as it is written in a file of the kind."""
    if kind == FileKind.XLIFF:
        return escape(text)
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


def upload_picture(site: SampleSite, given: dict[str, Any]) -> str:
    """Upload the picture with the library's form, as one of several, and in the image chooser."""
    name, content = picture_file(given)
    texts = {key: given[key].encode("utf-8", "replace").decode() for key in ("title", "description")}
    results = []
    for upload in (upload_one, upload_among_several, upload_in_chooser):
        before = counts(get_image_model())[0]
        results.append(upload(site.editor, SimpleUploadedFile(name, content), texts))
        check_pictures(before, results[-1])
    return results[-1]


def upload_one(editor: Client, file: SimpleUploadedFile, texts: dict[str, str]) -> str:
    collection = Collection.get_first_root_node().pk
    fields = {**texts, "collection": collection, "file": file}
    return outcome(editor.post(reverse("wagtailimages:add"), fields))


def upload_among_several(editor: Client, file: SimpleUploadedFile, texts: dict[str, str]) -> str:
    """Upload a file, which is stored temporarily, and complete it with a title and description."""
    collection = Collection.get_first_root_node().pk
    fields = {"title": texts["title"], "collection": collection, "files[]": file}
    before = counts(get_image_model(), UploadedFile)
    answer = editor.post(reverse("wagtailimages:add_multiple"), fields)
    result = outcome(answer)
    waiting = answer.json().get("uploaded_file_id") if result == "answered 200" else None
    kept = [now - then for now, then in zip(counts(get_image_model(), UploadedFile), before, strict=True)]
    assert kept == [0, int(waiting is not None)], f"pictures and temporary files: {kept}"
    if waiting is None:
        return "refused"
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting])
    data = {f"uploaded-image-{waiting}-{key}": value for key, value in {**texts, "tags": ""}.items()}
    answer = editor.post(address, data | {f"uploaded-image-{waiting}-collection": collection})
    outcome(answer)
    return "accepted" if answer.json()["success"] else "refused"


def upload_in_chooser(editor: Client, file: SimpleUploadedFile, texts: dict[str, str]) -> str:
    fields = {**texts, "collection": Collection.get_first_root_node().pk, "file": file}
    answer = editor.post(
        reverse("wagtailimages_chooser:create"),
        {f"{UPLOAD}-{key}": value for key, value in fields.items()},
    )
    result = outcome(answer)
    if result == "answered 200":
        result = "refused" if answer.json()["step"] == "reshow_creation_form" else "accepted"
    return result


def check_pictures(before: int, result: str) -> None:
    """Check that only an accepted picture was stored and that it can be shown."""
    model = get_image_model()
    made = counts(model)[0] - before
    assert made == int(result == "accepted"), f"{result}, and pictures made: {made}"
    for picture in model.objects.order_by("-pk")[:made]:
        assert picture.file.storage.exists(picture.file.name), "a picture without its file"
        run_due()
        picture.get_rendition("width-100")


# Name, strategy, what is done, share of all inputs.
KINDS: list[tuple[str, Any, Callable[[SampleSite, Any], str], float]] = [
    ("sign-up", strategies.SIGN_UPS, sign_up, 0.12),
    ("posts", strategies.POSTS, write_post, 0.14),
    ("Markdown", strategies.LONG_TEXTS, render_markdown, 0.22),
    ("search words", strategies.SEARCHES, search, 0.16),
    ("PO import", strategies.TRANSLATIONS, import_translation(FileKind.PO), 0.12),
    ("XLIFF import", strategies.TRANSLATIONS, import_translation(FileKind.XLIFF), 0.12),
    ("pictures", strategies.PICTURES, upload_picture, 0.12),
]
