"""How fast concepts are found, shown and filtered by: 5,000 concepts in six languages, 500 courses.

Usage: .venv/bin/python -m benchmarks.vocabularies [--smoke] (SQLite), or on PostgreSQL:
python -m tools.services -- .venv/bin/python -m benchmarks.vocabularies

Times are those of the view, without middleware. The baseline is a simple view of the same site (robots.txt
for responses without header and footer, the list of all vocabularies for pages). All are measured in turn, so
that other load on the machine affects all alike. CPU is that of this process: all of the work, on SQLite.
Exits with 1 when a view responds with anything but 200.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import count
from typing import Any

from benchmarks import report
from benchmarks.databases import set_up_test_settings
from benchmarks.report import Report, Row, note

ADDRESSES = count(int(ip_address("198.18.0.1")))
CHILDREN, TREES = 10, 10


@dataclass(frozen=True)
class Size:
    """How many concepts and courses are created, and how often each view is called."""

    concepts: int
    courses: int
    rounds: int
    warming: int  # rounds that are not counted


FULL, SMOKE = Size(5000, 500, 200, 10), Size(220, 5, 2, 1)
SYLLABLES = {
    "en": "ma ri fo rest wet land bio di ver sity con ser va tion coast al spe cies tar get",
    "fr": "forê éco sys tème con nais sance ma rin côte es pè ces île cible zone hu mide ré gion",
    "es": "bos que ñan dú con ser va ción ma rí ti mo cos ta es pe cie me ta sa ber re gión",
    "ru": "лес мо ре бе рег вид цель зна ние ох ра на бо ло то ре ги он ост ров",
    "ar": "غا بة بح ر سا حل نو ع هد ف مع رف ة صو ن رط ب من طق جز ير",
    "zh-hans": " ".join("森林海洋湿地物种目标知识保护区域岛屿多样性气候变化沿岸"),
}


def word(language: str, dice: random.Random) -> str:
    """Return a random word in the language's letters."""
    parts = dice.choices(SYLLABLES[language].split(), k=dice.randint(2, 4))
    return "".join(parts)


def make_concepts(dice: random.Random, count: int) -> None:
    """Create ten schemes that are trees (each concept has up to ten narrower ones), and one flat scheme."""
    from core.base.collation import sort_key
    from vocabularies.enums import RelationKind
    from vocabularies.models import Concept, Label, LabelWord, Relation, Scheme
    from vocabularies.search_terms import words_of
    from vocabularies.services.ancestry import rebuild

    schemes = [Scheme.objects.create(key=f"bench-{n}", titles={"en": f"Bench {n}"}) for n in range(TREES + 1)]
    concepts = Concept.objects.bulk_create(
        Concept(scheme=schemes[n % TREES if n % 2 else TREES], identifier=f"B-{n}", position=n)
        for n in range(count)
    )
    trees: dict[int, list[Any]] = {}
    relations = []
    for concept in concepts:
        row = trees.setdefault(concept.scheme_id, [])
        if row and concept.scheme_id != schemes[TREES].pk:
            relations.append(
                Relation(kind=RelationKind.BROADER, subject=concept, object=row[(len(row) - 1) // CHILDREN])
            )
        row.append(concept)
    Relation.objects.bulk_create(relations)
    labels = []
    for concept in concepts:
        for language in SYLLABLES:
            text = " ".join(word(language, dice) for _word in range(dice.randint(1, 4)))
            text = f"{text} {concept.pk}" if language == "en" else text
            labels.append(
                Label(concept=concept, language=language, text=text, sort_key=sort_key(text, language))
            )
    Label.objects.bulk_create(labels, batch_size=2000)
    LabelWord.objects.bulk_create(
        (LabelWord(label=one, word=part) for one in labels for part in words_of(one.text, one.language)),
        batch_size=5000,
    )
    rebuild()


def make_courses(dice: random.Random, count: int) -> None:
    """Make courses with three concepts each."""
    from portal.services.sites import start_site
    from tests.factories.learning import CatalogueFactory, CourseFactory
    from vocabularies.models import Concept

    catalogue = CatalogueFactory(parent=start_site(title="Bench", address="http://testserver"))
    concepts = list(Concept.objects.values_list("pk", flat=True))
    through = None
    for _course in range(count):
        course = CourseFactory(parent=catalogue)
        through = through or type(course).tags.through
        through.objects.bulk_create(
            through(coursepage_id=course.pk, concept_id=pk) for pk in dice.sample(concepts, 3)
        )


@dataclass
class Subject:
    """Something to measure: its name, and the function that runs it once."""

    name: str
    ask: Callable[[], Any]
    baseline: str = ""


@dataclass
class Times:
    """Milliseconds of each call, by the clock and of this process's CPU."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def measure(subjects: list[Subject], size: Size) -> dict[str, Times]:
    """Call each in turn; return the times by name. Raise ValueError when a response is not 200."""
    times = {one.name: Times() for one in subjects}
    for turn in range(size.rounds + size.warming):
        for one in subjects:
            cpu, start = time.process_time(), time.perf_counter()
            answer = one.ask()
            spent, used = time.perf_counter() - start, time.process_time() - cpu
            if answer.status_code != 200:
                raise ValueError(f"{one.name} answered {answer.status_code}")
            if turn >= size.warming:
                times[one.name].clock.append(spent * 1000)
                times[one.name].cpu.append(used * 1000)
    return times


def rows(subjects: list[Subject], times: dict[str, Times]) -> list[Row]:
    """Return the median CPU and the p95 by the clock of each, beside its baseline."""

    def p95(values: list[float]) -> float:
        return sorted(values)[int(len(values) * 0.95)]

    made = []
    for one in subjects:
        if one.baseline:
            base, ours = times[one.baseline], times[one.name]
            cpu = statistics.median(base.cpu), statistics.median(ours.cpu)
            made.append(Row(f"{one.name}: CPU ms, p50", one.baseline, *cpu))
            made.append(Row(f"{one.name}: ms, p95", one.baseline, p95(base.clock), p95(ours.clock)))
    return made


def get(path: str, language: str = "en") -> Any:
    """Call the view of a URL as a visitor who reads this language."""
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory
    from django.urls import resolve
    from django.utils import translation

    with translation.override(language):
        # From another IP address each time, because of the rate limit.
        request = RequestFactory().get(path, REMOTE_ADDR=str(ip_address(next(ADDRESSES))))
        request.user = AnonymousUser()
        found = resolve(request.path_info)
        return found.func(request, *found.args, **found.kwargs)


def subjects(dice: random.Random, size: Size) -> list[Subject]:
    """Return what is measured: typing (1 to 8 letters of a name), and random pages."""
    from vocabularies.models import Concept, Label

    names = list(Label.objects.order_by("?").values_list("text", "language")[:2000])
    known = list(Concept.objects.values_list("scheme__key", "identifier"))

    def typed(letters: tuple[int, int], extra: str = "") -> Callable[[], Any]:
        def ask() -> Any:
            text, language = dice.choice(names)
            begin = text[: dice.randint(*letters)]
            language = language if language in {"ar", "en", "fr"} else "en"
            return get(f"/{language}/vocabularies/suggest/?q={begin}{extra}", language)

        return ask

    def concept() -> Any:
        scheme, identifier = dice.choice(known)
        return get(f"/en/vocabularies/{scheme}/{identifier}/")

    pages = {
        f"tree of {size.concepts // TREES:,}, a page": lambda: get("/en/vocabularies/bench-1/"),
        f"list of {size.concepts // 2:,}, a page": lambda: get("/en/vocabularies/bench-10/"),
        "concept": concept,
        "concept with 10 narrower": lambda: get("/en/vocabularies/bench-1/B-1/"),
    }
    suggestions = {
        "1 letter": typed((1, 1)),
        "2 letters": typed((2, 2)),
        "3 to 8 letters": typed((3, 8)),
        "1 to 8, one scheme": typed((1, 8), "&schemes=bench-3"),
        "two words": typed((9, 20)),
    }
    return [
        Subject("robots.txt", lambda: get("/robots.txt")),
        *(Subject(f"suggest, {name}", ask, "robots.txt") for name, ask in suggestions.items()),
        Subject("all vocabularies", lambda: get("/en/vocabularies/")),
        *(Subject(name, ask, "all vocabularies") for name, ask in pages.items()),
    ]


def filters(dice: random.Random, size: Size) -> list[Subject]:
    """Return the catalogue's query: which courses have a concept, or one with hundreds of narrower ones."""
    from django.http import HttpResponse

    from learning.models import CoursePage
    from vocabularies.models import Concept
    from vocabularies.tagging import tagged_with

    tops = [Concept.objects.get(scheme__key=f"bench-{n}", position=n) for n in (1, 3, 5, 7, 9)]
    every = list(Concept.objects.filter(scheme__key="bench-10"))

    def asked(rows: Any) -> HttpResponse:
        list(rows.values_list("pk", flat=True))
        return HttpResponse()

    def exactly() -> HttpResponse:
        return asked(CoursePage.objects.filter(tags=dice.choice(tops)).distinct())

    return [
        Subject("courses tagged exactly so", exactly),
        Subject(
            f"courses below a concept with {size.concepts // TREES} below it",
            lambda: asked(tagged_with(CoursePage.objects.all(), "tags", [dice.choice(tops)])),
            "courses tagged exactly so",
        ),
        Subject(
            "courses below a concept with none below it",
            lambda: asked(tagged_with(CoursePage.objects.all(), "tags", [dice.choice(every)])),
            "courses tagged exactly so",
        ),
    ]


def compare(options: argparse.Namespace, result: Report) -> None:
    """Create the concepts and courses, and measure."""
    size, dice = SMOKE if options.smoke else FULL, random.Random(21)
    with ExitStack() as stack:
        set_up_test_settings(stack, "bench_vocabularies", options.migrated)
        from django.db import connection

        note(f"Making {size.concepts} concepts and {size.courses} courses ...")
        make_concepts(dice, size.concepts)
        make_courses(dice, size.courses)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        asked = [*subjects(dice, size), *filters(dice, size)]
        result.rows += rows(asked, measure(asked, size))
        connection.close()


if __name__ == "__main__":
    sys.exit(report.run(__doc__, compare))
