"""Course files are loaded as pages; an invalid file is named, and nothing is created from it."""

import shutil

import pytest
import yaml
from django.utils.html import strip_tags
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page

from learning.demo import CourseFileError, load
from learning.demo.text import rich_text
from learning.models import LessonPage
from tests.factories.learning import lessons_of, make_demo_concepts
from tests.factories.vocabularies import make_concept
from vocabularies.services import retire_concept

COURSE = {
    "title": "Small course",
    "slug": "small",
    "summary": "Small.",
    "level": "introductory",
    "audience": ["You"],
    "outcomes": ["Know"],
    "about": "Some *words*.",
    "drawing": "essentials",
    "modules": [
        {
            "title": "One",
            "slug": "one",
            "summary": "First.",
            "outcomes": ["Know"],
            "lessons": ["a.yaml", "b.yaml"],
        }
    ],
}
LESSON = {
    "title": "A",
    "slug": "a",
    "summary": "First.",
    "minutes": 5,
    "outcomes": ["Know"],
    "body": [
        {"text": "## Heading\n\nText with **bold** and [a link](https://example.org).\n\n- one\n- two"},
        {"figure": {"drawing": "mangrove", "alt": "A tree", "legend": ["Crown"]}},
        {"callout": {"kind": "practice", "title": "Try", "text": "Do it."}},
        {"key_terms": [{"term": "Word", "definition": "Meaning"}]},
        {"quotation": {"text": "Said", "source": "Somebody", "url": ""}},
        {"download": {"title": "Sheet", "file": "sheet.md"}},
        {"further_reading": [{"title": "Book", "year": 2020}]},
    ],
}


@pytest.fixture
def folder(tmp_path):
    """A folder with a course of two lessons."""
    (tmp_path / "course.yaml").write_text(yaml.safe_dump(COURSE))
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(LESSON))
    (tmp_path / "b.yaml").write_text(yaml.safe_dump(LESSON | {"title": "B", "slug": "b"}))
    (tmp_path / "sheet.md").write_text("# Sheet")
    return tmp_path


@pytest.fixture
def ground(home):
    """A home page and a collection for documents."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    return home


def test_files_are_loaded_as_readable_pages(client, ground, folder):
    course = load(ground, folder)
    first, second = lessons_of(course)
    assert (first.title, second.title, first.minutes) == ("A", "B", 5)
    assert [block.block_type for block in first.body] == [next(iter(block)) for block in LESSON["body"]]
    page = client.get(first.get_url()).content.decode()
    assert 'Text with <b>bold</b> and <a href="https://example.org">a link</a>.' in page
    assert "2020" in page
    sheet = get_document_model().objects.filter(title="Sheet").first()
    with sheet.open_file() as file:
        assert file.read() == b"# Sheet"
    for block in first.body:
        block.block.clean(block.value)


def test_loading_again_changes_nothing_and_adds_missing_pages(ground, folder):
    course = load(ground, folder)
    first, second = lessons_of(course)
    first.title = "Changed by an editor"
    first.save_revision().publish()
    before = Page.objects.count(), get_document_model().objects.count()
    assert load(ground, folder) == course
    assert (Page.objects.count(), get_document_model().objects.count()) == before
    second.delete()
    load(ground, folder)
    assert [lesson.title for lesson in lessons_of(course)] == ["Changed by an editor", "B"]


def prose(lesson):
    """Return the words of a lesson: texts, callouts and quotations, without terms and sources."""
    shown = [block.value for block in lesson.body if block.block_type == "text"]
    shown += [block.value["text"] for block in lesson.body if block.block_type in ("callout", "quotation")]
    return " ".join(strip_tags(str(part).replace("<", " <")) for part in shown).split()


def test_the_real_course_is_loaded_completely(ground):
    make_demo_concepts()
    course = load(ground)
    assert {tag.scheme.key for tag in course.tags.all()} == {
        "audiences",
        "cbd-subjects",
        "gbf-targets",
        "km-processes",
    }
    lessons = lessons_of(course)
    assert len(lessons) >= 3
    for lesson in lessons:
        lesson.full_clean()
        kinds = [block.block_type for block in lesson.body]
        assert {"text", "figure", "callout", "key_terms"} <= set(kinds), lesson.slug
        assert kinds[-1] == "further_reading", lesson.slug
        assert any(
            block.block_type == "callout" and block.value["kind"] == "practice" for block in lesson.body
        ), lesson.slug
        (sources,) = [block.value for block in lesson.body if block.block_type == "further_reading"]
        assert len(sources) >= 3, lesson.slug
        assert len(prose(lesson)) >= 800, lesson.slug
        for block in lesson.body:
            block.block.clean(block.value)


def broken(folder, name, change):
    data = yaml.safe_load((folder / name).read_text())
    change(data)
    (folder / name).write_text(yaml.safe_dump(data))


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("course.yaml", lambda c: c.pop("title"), "course.yaml: title is missing."),
        ("course.yaml", lambda c: c.update(level="easy"), "course.yaml: level is 'easy', but must be one of"),
        ("course.yaml", lambda c: c.update(colour="red"), "course.yaml: unknown field colour."),
        ("course.yaml", lambda c: c.update(summary="x" * 201), "course.yaml: summary has 201 characters"),
        (
            "course.yaml",
            lambda c: c["modules"][0].update(lessons=["../a.yaml"]),
            "'../a.yaml' is no file name",
        ),
        ("course.yaml", lambda c: c["modules"][0].update(lessons=["c.yaml"]), "c.yaml: cannot be read"),
        ("a.yaml", lambda d: d.update(minutes="5"), "a.yaml: minutes must be of kind int."),
        ("a.yaml", lambda d: d.update(minutes=0), "a.yaml: minutes must lie between 1 and 240."),
        ("a.yaml", lambda d: d["body"].append({"poem": "x"}), "a.yaml, block 8: unknown block 'poem'"),
        ("a.yaml", lambda d: d["body"].append("x"), "a.yaml, block 8: one block with one name"),
        ("a.yaml", lambda d: d["body"][0].update(text="# Title"), "a.yaml, block 1 (text): the text has h1"),
        (
            "a.yaml",
            lambda d: d["body"][2]["callout"].update(kind="joke"),
            "a.yaml, block 3 (callout): kind is",
        ),
        (
            "a.yaml",
            lambda d: d["body"][1]["figure"].update(drawing="none"),
            "a.yaml, block 2 (figure): drawing is",
        ),
        ("a.yaml", lambda d: d["body"][1]["figure"].pop("alt"), "a.yaml, block 2 (figure): alt is missing."),
        (
            "a.yaml",
            lambda d: d["body"][3]["key_terms"][0].pop("term"),
            "block 4 (key_terms), key_terms 1: term is",
        ),
        ("a.yaml", lambda d: d["body"][5]["download"].update(file="gone.pdf"), "there is no file gone.pdf"),
        (
            "a.yaml",
            lambda d: d["body"][6]["further_reading"][0].update(url="javascript:x"),
            "url must begin with",
        ),
    ],
)
def test_a_fault_is_named_and_nothing_is_created(ground, folder, name, change, said):
    broken(folder, name, change)
    with pytest.raises(CourseFileError) as error:
        load(ground, folder)
    assert said in str(error.value)
    assert not LessonPage.objects.exists()


def test_concepts_are_found_whatever_the_case_and_what_is_wrong_is_named(ground, folder):
    make_concept("gbf-targets", "GBF-TARGET-21")
    make_concept("sdgs", "SUSTAINABLE-DEVELOPMENT-GOAL-14")
    make_concept("countries", "both"), make_concept("m49-regions", "both")
    make_concept("organisation-types", "elsewhere")
    retire_concept(make_concept("countries", "gone"))
    wrong = {
        "NOWHERE": "tags name NOWHERE, but none of gbf-targets",
        "elsewhere": "tags name elsewhere, but none",
        "both": "which is in more than one vocabulary",
        "gone": "which is retired",
        "gbf-target-21": "tags name gbf-target-21 twice",
    }
    for name, said in wrong.items():
        broken(folder, "course.yaml", lambda data, name=name: data.update(tags=["GBF-TARGET-21", name]))
        with pytest.raises(CourseFileError, match=said):
            load(ground, folder)
        assert not LessonPage.objects.exists()
    broken(folder, "course.yaml", lambda data: data.update(tags=["gbf-target-21"]))
    assert [tag.identifier for tag in load(ground, folder).tags.all()] == ["GBF-TARGET-21"]


def test_a_missing_folder_and_a_damaged_file_are_named(ground, folder):
    (folder / "course.yaml").write_text("title: [")
    with pytest.raises(CourseFileError, match=r"course.yaml: cannot be read"):
        load(ground, folder)
    shutil.rmtree(folder)
    with pytest.raises(CourseFileError, match=r"course.yaml: cannot be read"):
        load(ground, folder)


def test_markdown_becomes_the_editors_rich_text():
    assert rich_text("## A\n\n*one*\n**two**", headings=True) == "<h2>A</h2><p><i>one</i> <b>two</b></p>"
    assert rich_text('[x](https://e.org/?a=1&b=2 "t")') == '<p><a href="https://e.org/?a=1&amp;b=2">x</a></p>'
    assert rich_text("<script>") == "<p>&lt;script&gt;</p>"
    for refused in ("# A", "> quoted", "`code`", "![x](y.png)", "---"):
        with pytest.raises(ValueError, match="which a lesson cannot show"):
            rich_text(refused)
    with pytest.raises(ValueError, match="h2"):
        rich_text("## No headings here")
