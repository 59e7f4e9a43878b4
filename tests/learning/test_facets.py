"""The catalogue's filters: results, counts of options, and URLs to share."""

import random
import re

import pytest
from django.http import QueryDict
from wagtail.models import Locale, PageViewRestriction

from learning.enums import Level
from learning.models import CoursesPage
from learning.selectors import COURSE_FACETS, entries
from tests.factories.learning import LessonFactory, fresh, make_course
from tests.factories.vocabularies import make_concept
from tests.nightly import examples
from tests.vocabularies.facets.counts import filter_list, option_counts
from vocabularies.models import Concept
from vocabularies.services import merge_concepts, retire_concept

pytestmark = pytest.mark.django_db
PLACES = ("countries", "m49-regions", "un-regional-groups", "country-groups")


def tag(course, *concepts):
    course = fresh(course)
    course.tags.set(concepts)
    course.save()


def catalogue(home):
    return CoursesPage.objects.child_of(home).get()


def filtered(page, user, query=""):
    return filter_list(COURSE_FACETS, entries(page, user), query)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def titles(filters):
    return [entry.course.title for entry in filters.results]


@pytest.fixture
def africa():
    return make_concept("un-regional-groups", "AFR", labels={"en": "Africa"})


@pytest.fixture
def kenya(africa):
    return make_concept("countries", "ke", labels={"en": "Kenya"}, broader=[africa])


def random_places(choose):
    """Return nine places in a random tree, and for each (by primary key) the identifiers that find it."""
    places, above = [], {}
    for _number in range(9):
        broader = choose.sample(places, min(len(places), choose.randrange(3)))
        one = make_concept(choose.choice(PLACES), broader=broader)
        above[one.pk] = {one.identifier}.union(*(above[wider.pk] for wider in broader))
        places.append(one)
    return places, above


def random_courses(choose, home, places, above, targets):
    """Create six courses; return their titles, each with the values that find it, by facet."""
    courses = []
    for number in range(6):
        length, level = choose.choice([30, 60, 61, 180, 181]), choose.choice(Level.values)
        course = make_course(home, lessons=0, title=f"Course {number}", level=level)
        LessonFactory(parent=course.get_first_child().specific, minutes=length)
        own, aims = choose.sample(places, choose.randrange(3)), choose.sample(targets, choose.randrange(3))
        tag(course, *own, *aims)
        values = {
            "language": {"en"},
            "place": set().union(*(above[one.pk] for one in own)),
            "target": {one.identifier for one in aims},
            "time": {"short" if length <= 60 else "medium" if length <= 180 else "long"},
            "level": {level},
        }
        courses.append((course.title, values))
    return courses


def fits(own, chosen):
    """Return whether a course with these values is found, by definition."""
    return all(not values or own[key] & set(values) for key, values in chosen.items())


def asked(chosen):
    """Return the query string of these choices."""
    query = QueryDict(mutable=True)
    for key, values in chosen.items():
        query.setlist(key, values)
    return query


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(examples(1, 12)))
def test_filters_and_counts_equal_brute_force(home, stranger, seed):
    choose = random.Random(seed)
    places, above = random_places(choose)
    targets = [make_concept("gbf-targets", f"GBF-TARGET-{number}") for number in range(1, 4)]
    courses = random_courses(choose, home, places, above, targets)
    page = catalogue(home)
    offers = {
        "place": [one.identifier for one in places],
        "target": [one.identifier for one in targets],
        "time": ["short", "medium", "long"],
        "level": Level.values,
    }
    for _round in range(6):
        chosen = {key: choose.sample(values, choose.choice([0, 0, 1, 2])) for key, values in offers.items()}
        filters = filtered(page, stranger, asked(chosen))
        assert titles(filters) == [title for title, own in courses if fits(own, chosen)]
        shown = option_counts(filters)
        for key, values in offers.items():
            for value in values:
                would = sum(fits(own, {**chosen, key: [value]}) for _title, own in courses)
                assert shown.get((key, value), 0) == would
                assert ((key, value) in shown) is bool(would or value in chosen[key])
        for choice in filters.chosen:
            again = filtered(page, stranger, choice.query[1:])
            assert len(again.results) == choice.count


def test_the_number_of_queries_is_fixed_for_all_choices(home, as_user, stranger, kenya, count_queries):
    tag(make_course(home), kenya)
    address, client = catalogue(home).get_url(), as_user(stranger)
    queries = ["", "?place=ke", "?language=en&target=NONE&place=ke&place=AFR&time=long&level=advanced"]
    client.get(address)
    before = [count_queries(client, address + query) for query in queries]
    for number in range(3):
        more = [make_concept("countries", f"x{number}{one}") for one in range(3)]
        tag(make_course(home), kenya, *more, make_concept("audiences"), make_concept("cbd-subjects"))
    assert [count_queries(client, address + query) for query in queries] == before
    assert len(set(before)) == 1


def test_closed_courses_are_not_counted(home, stranger, learner, kenya, africa):
    tag(make_course(home, title="Open"), africa)
    closed = make_course(home, title="Closed", level=Level.ADVANCED)
    tag(closed, kenya)
    hidden = make_course(home, title="Draft", live=False)
    tag(hidden, kenya)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    filters = filtered(catalogue(home), stranger, "place=ke")
    assert titles(filters) == []
    assert option_counts(filters)["place", "ke"] == 0
    assert option_counts(filters)["place", "AFR"] == 1
    assert ("level", "advanced") not in option_counts(filters)
    assert [choice.count for choice in filters.relaxations] == [1]
    filters = filtered(catalogue(home), learner, "place=AFR")
    assert titles(filters) == ["Open", "Closed"]
    assert option_counts(filters)["place", "ke"] == 1


def test_languages_are_those_of_visible_texts(home, french, course, stranger):
    page = catalogue(home)
    assert option_counts(filtered(page, stranger))["language", "en"] == 1
    assert ("language", "fr") not in option_counts(filtered(page, stranger))
    version = fresh(french)
    version.alias_of = None
    version.save()
    assert option_counts(filtered(page, stranger, "language=fr"))["language", "fr"] == 1
    PageViewRestriction.objects.create(page=version, restriction_type=PageViewRestriction.LOGIN)
    assert ("language", "fr") not in option_counts(filtered(page, stranger))
    assert Locale.objects.count() == 2


@pytest.mark.parametrize(
    ("asked", "clean"),
    [
        ("place=&level=&time=", ""),
        ("place=ke&place=&target=", "?place=ke"),
        ("place=KE&place=ke", "?place=ke"),
        ("level=introductory&language=en&from=mail", "?from=mail&language=en&level=introductory"),
        ("place=kx", "?place=ke"),
    ],
)
def test_urls_are_redirected_to_their_clean_form(client, home, kenya, asked, clean):
    merge_concepts(make_concept("countries", "kx"), kenya)
    course = make_course(home)
    tag(course, kenya)
    address = catalogue(home).get_url()
    response = client.get(f"{address}?{asked}")
    assert (response.status_code, response.url) == (302, f"{address}{clean}")
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("value", ["Atlantis", "%3Cscript%3E", "x" * 80, "%F0%9F%8C%B3"])
def test_unknown_values_are_ignored_with_a_notice(client, home, kenya, value):
    course = make_course(home, title="Found")
    tag(course, kenya)
    response = client.get(f"{catalogue(home).get_url()}?place={value}&place=ke")
    if response.status_code == 302:
        response = client.get(response.url)
    assert response.status_code == 200
    assert "is not known here and was ignored." in words(response)
    assert "<script>" not in response.content.decode().split("<main")[1].split("</main>")[0]
    assert "Found" in words(response)


def test_a_retired_concept_still_finds_its_courses_and_those_of_its_replacement(home, stranger, kenya):
    old, gone = make_concept("countries", "old"), make_concept("countries", "gone")
    tag(make_course(home, title="First"), old)
    tag(make_course(home, title="Second"), gone)
    retire_concept(gone)
    retire_concept(old, replaced_by=kenya)
    page = catalogue(home)
    assert titles(filtered(page, stranger, "place=gone")) == ["Second"]
    filters = filtered(page, stranger, "place=old")
    assert (titles(filters), filters.query, filters.is_clean) == (["First"], "place=ke", False)


def test_when_nothing_is_found_the_page_proposes_choices_to_remove(client, home, kenya):
    tag(make_course(home), kenya)
    make_course(home, level=Level.ADVANCED)
    response = client.get(f"{catalogue(home).get_url()}?place=ke&level=advanced")
    said = words(response)
    assert "No course matches all of these choices" in said
    assert "Without “Kenya” there is 1 course" in said
    assert "Without “Advanced” there is 1 course" in said
    assert "Show all 2 courses" in said
    assert 'value="ke" checked' in response.content.decode()
    assert 'href="?level=advanced"' in response.content.decode()


def test_options_are_sorted_in_the_readers_language(home, stranger):
    names = {"at": "Österreich", "zm": "Zambia", "or": "Oman"}
    course = make_course(home)
    places = [make_concept("countries", key, labels={"en": name}) for key, name in names.items()]
    targets = [make_concept("gbf-targets", f"GBF-TARGET-{number}", position=number) for number in (10, 2)]
    tag(course, *places, *targets)
    filters = filtered(catalogue(home), stranger)
    shown = {
        facet.key: [one.title for _head, options in facet.groups for one in options]
        for facet in filters.facets
    }
    assert shown["place"] == ["Oman", "Österreich", "Zambia"]
    assert shown["target"] == ["GBF-TARGET-2", "GBF-TARGET-10"]


def test_one_identifier_in_two_vocabularies_of_places_stays_one_option(home, stranger, kenya):
    other = make_concept("country-groups", "ke", labels={"en": "Other"})
    tag(make_course(home, title="First"), kenya)
    tag(make_course(home, title="Second"), other)
    filters = filtered(catalogue(home), stranger, "place=ke")
    assert titles(filters) == ["First"]
    assert option_counts(filters)["place", "ke"] == 1
    assert Concept.objects.filter(identifier="ke").count() == 2


def test_an_empty_catalogue_has_no_filters(client, home):
    make_course(home, live=False)
    response = client.get(catalogue(home).get_url())
    assert "No course is open yet" in words(response)
    assert 'class="facets"' not in response.content.decode()


@pytest.mark.parametrize("more", ["x=" + "y" * 5000, "&".join(f"x{n}=1" for n in range(500))])
def test_other_parameters_are_repeated_only_up_to_a_length(home, client, more):
    """Each chosen value has a link with the whole query: without a limit one response had megabytes."""
    make_course(home)
    for number in range(20):
        make_concept("gbf-targets", f"GBF-TARGET-{number}", labels={"en": f"Target {number}"})
    targets = "&".join(f"target=GBF-TARGET-{number}" for number in range(20))
    address = catalogue(home).get_url()
    answer = client.get(f"{address}?text=fr&{more}&{targets}", follow=True)
    assert answer.status_code == 200
    assert answer.context["filters"].passthrough_params[0] == ("text", "fr")
    assert len(answer.context["filters"].chosen) == 20
    assert len(answer.content) < 100_000
