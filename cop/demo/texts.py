"""Reads the demonstration's files strictly: a mistake is named with its file and its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_AGO = re.compile(r"(?:(?P<days>\d+)d)?(?:(?:^|(?<=d) )(?P<hours>\d+)h)?")


class DemoFileError(Exception):
    """A file of the demonstration is wrong; the message names file, place and reason."""


@dataclass(frozen=True, kw_only=True)
class RequestText:
    """A request to join."""

    person: str
    ago: timedelta
    note: str


@dataclass(frozen=True, kw_only=True)
class CommunityText:
    """One community, its people by the names of their roles."""

    slug: str
    name: str
    language: str
    join_policy: str
    summary: str
    description: str
    begun: timedelta
    managers: list[str]
    members: list[str]
    requests: list[RequestText] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class HiddenText:
    """Who hid a post, when and why."""

    by: str
    ago: timedelta
    reason: str


@dataclass(frozen=True, kw_only=True)
class PostText:
    """One post. An edited one has both `before`, its first text, and `edited`, the age of the edit."""

    author: str
    ago: timedelta
    body: str
    before: str = ""
    edited: timedelta | None = None
    hidden: HiddenText | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ThreadText:
    """One thread; `name` is its file's name without the ending."""

    name: str
    community: str
    title: str
    language: str
    posts: list[PostText]
    read: dict[str, int] = field(default_factory=dict)
    origin: str = ""
    pinned: bool = False
    closed: timedelta | None = None


def read_communities(folder: Path = FOLDER) -> list[CommunityText]:
    """Return the communities of communities.yaml in its order; DemoFileError."""
    file = folder / "communities.yaml"
    return [_community(part, f"{file.name}, {n}") for n, part in enumerate(_open(file)["communities"], 1)]


def read_threads(folder: Path = FOLDER) -> list[ThreadText]:
    """Return the threads in the order of their files' names; DemoFileError."""
    return [_thread(file) for file in sorted((folder / "threads").glob("*.yaml"))]


def read_ago(text: Any) -> timedelta:
    """Read "12d 4h", "3d" or "7h"; ValueError for anything else."""
    found = _AGO.fullmatch(text) if isinstance(text, str) and text else None
    if found is None:
        raise ValueError(f"{text!r} is no age such as 12d 4h")
    return timedelta(**{unit: int(number or 0) for unit, number in found.groupdict().items()})


def _community(data: dict[str, Any], where: str) -> CommunityText:
    parts = data.get("requests", [])
    requests = [_part(RequestText, part, f"{where}, requests {n}") for n, part in enumerate(parts, 1)]
    return _part(CommunityText, data | {"requests": requests}, where)


def _thread(file: Path) -> ThreadText:
    data = _open(file)
    posts = [_post(part, f"{file.name}, posts {n}") for n, part in enumerate(data.get("posts", []), 1)]
    thread = _part(ThreadText, data | {"name": file.stem, "posts": posts}, file.name)
    ages = [post.ago for post in posts]
    if not posts or ages != sorted(ages, reverse=True):
        raise DemoFileError(f"{file.name}: posts go from the oldest to the newest, at least one.")
    if any(not 0 <= number <= len(posts) for number in thread.read.values()):
        raise DemoFileError(f"{file.name}: nobody can have read more than {len(posts)} posts.")
    return thread


def _post(data: dict[str, Any], where: str) -> PostText:
    if isinstance(data, Mapping) and "hidden" in data:
        data = data | {"hidden": _part(HiddenText, data["hidden"], f"{where}, hidden")}
    post: PostText = _part(PostText, data, where)
    if bool(post.before) != (post.edited is not None):
        raise DemoFileError(f"{where}: before and edited belong together.")
    return post


def _part(kind: type, data: Any, where: str) -> Any:
    """Make a part of its fields: texts trimmed, ages read; what is missing or unknown is refused."""
    if not isinstance(data, Mapping):
        raise DemoFileError(f"{where}: fields are expected here.")
    values = {key: value.strip() if isinstance(value, str) else value for key, value in data.items()}
    try:
        ages = {key: read_ago(values[key]) for key in ("ago", "begun", "closed", "edited") if key in values}
        return kind(**values | ages)
    except (TypeError, ValueError) as error:
        raise DemoFileError(f"{where}: {error}.") from error


def _open(file: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DemoFileError(f"{file.name}: cannot be read ({error}).") from error
    if not isinstance(data, dict):
        raise DemoFileError(f"{file.name}: fields are expected here.")
    return data
