"""The texts of the demonstration's communities: their length, authors and links."""

import re
import shutil
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings

from accounts import demo as people
from cop.demo import DemoFileError, load, origin_keys
from cop.demo.texts import FOLDER, PostText, read_ago, read_communities, read_threads
from cop.enums import ReactionKind
from cop.models import Community

OPEN = "biodiversity-knowledge"
HOSTS = {"www.cbd.int", "chm.cbd.int", "www.gbif.org", "panorama.solutions", "localcontexts.org", "doi.org"}
CAST = {role.name for role in people.ROLES} - {"admin"}
THREADS = read_threads()
POSTS = [
    pytest.param(thread, post, id=f"{thread.name}-{number}")
    for thread in THREADS
    for number, post in enumerate(thread.posts, 1)
]


def people_in(thread: Any, post: PostText) -> set[str]:
    """Return every role that is named in a post and in the marks of its thread."""
    hider = {post.hidden.by} if post.hidden else set()
    return {post.author, *hider, *thread.read, *(name for names in post.reactions.values() for name in names)}


@pytest.mark.parametrize(("thread", "post"), POSTS)
def test_posts_have_a_realistic_length_and_known_links(thread: Any, post: PostText) -> None:
    assert 40 <= len(post.body.split()) <= 180
    for body in filter(None, (post.body, post.before)):
        links = re.findall(r"\]\(([^)]*)\)", body)
        assert body.count("http") == sum(link.startswith("https://") for link in links)
        outside = {urlsplit(link).hostname for link in links if "://" in link}
        assert outside <= HOSTS
        inside = [link for link in links if "://" not in link]
        names = {other.name for other in THREADS}
        for link in inside:
            kind, _colon, name = link.partition(":")
            assert (kind == "thread" and name in names) or link == f"/communities/{OPEN}/"
    assert people_in(thread, post) <= CAST
    assert set(post.reactions) <= set(ReactionKind.values)
    assert all(post.author not in names for names in post.reactions.values())


def test_there_is_enough_to_read_in_two_languages() -> None:
    languages = [thread.language for thread in THREADS if thread.community == OPEN and not thread.origin]
    assert set(languages) == {"en", "fr"}
    assert (languages.count("en") >= 5, languages.count("fr") >= 3) == (True, True)
    assert {thread.language for thread in THREADS} == {"en", "fr"}
    assert max(len(thread.posts) for thread in THREADS) > 20
    assert all(len(thread.posts) >= 3 for thread in THREADS)
    assert origin_keys() == {"lesson-1", "lesson-2", "lesson-3", "lesson-4"}
    assert [thread.name for thread in THREADS if thread.pinned] == ["welcome"]
    assert [thread.name for thread in THREADS if thread.closed is not None] == ["exit-interviews"]
    names = {text.slug: {*text.managers, *text.members} for text in read_communities()}
    assert names[OPEN] == CAST
    for thread in THREADS:
        assert {post.author for post in thread.posts} <= names[thread.community]


def test_french_threads_have_french_typography() -> None:
    for thread in THREADS:
        if thread.language == "fr":
            words = "\n".join([thread.title, *(post.body for post in thread.posts)])
            assert re.findall(r"(?: |\w)[;?!»](?!\w)|(?<!https) :|« |\w'\w", words) == []


@pytest.mark.parametrize(
    ("text", "age"),
    [("12d 4h", timedelta(days=12, hours=4)), ("3d", timedelta(days=3)), ("7h", timedelta(hours=7))],
)
def test_ages_are_read(text: str, age: timedelta) -> None:
    assert read_ago(text) == age


@pytest.mark.parametrize("text", ["", "soon", "3d4h", "4h 3d", " 4h", "3d ", 12, None])
def test_an_invalid_age_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="is no age"):
        read_ago(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.pop("title"), "welcome.yaml: .*title"),
        (lambda t: t.update(colour="red"), "welcome.yaml: .*colour"),
        (lambda t: t["posts"][1].update(ago="soon"), "welcome.yaml, posts 2: 'soon' is no age"),
        (lambda t: t["posts"][1].pop("author"), "welcome.yaml, posts 2: .*author"),
        (lambda t: t["posts"][0].update(ago="1h"), "from the oldest to the newest"),
        (lambda t: t.update(posts=[]), "at least one"),
        (lambda t: t["posts"][0].update(before="x"), "posts 1: before and edited belong together"),
        (lambda t: t["posts"][0].update(hidden="x"), "posts 1, hidden: fields are expected here"),
        (lambda t: t["posts"].insert(0, "x"), "posts 1: fields are expected here"),
        (lambda t: t.update(read={"learner": 99}), "nobody can have read more than"),
    ],
)
def test_a_fault_in_a_file_is_named_and_nothing_is_created(
    db: Any, tmp_path: Any, change: Any, said: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "texts", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "threads" / "welcome.yaml"
    data = yaml.safe_load(file.read_text("utf-8"))
    change(data)
    file.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(DemoFileError, match=said):
        load(folder=folder)
    assert not Community.objects.exists()


def test_a_damaged_file_is_named(tmp_path: Any) -> None:
    (tmp_path / "communities.yaml").write_text("communities: [")
    with pytest.raises(DemoFileError, match=r"communities.yaml: cannot be read"):
        read_communities(tmp_path)
    (tmp_path / "communities.yaml").write_text("- one")
    with pytest.raises(DemoFileError, match="fields are expected here"):
        read_communities(tmp_path)


def test_every_language_of_the_threads_is_one_of_the_site() -> None:
    assert {thread.language for thread in THREADS} <= dict(settings.LANGUAGES).keys()
