"""The concepts of courses: in drafts, copies, aliases, translations, the editor, and on the course's page."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from learning.models import CoursePage
from learning.selectors.tagged_items import courses_about
from tests.factories.learning import fresh, make_course
from tests.factories.vocabularies import make_concept
from vocabularies.models import Concept
from vocabularies.services import merge_concepts, retire_concept
from vocabularies.tagged_models import TAGGED_MODELS

pytestmark = pytest.mark.django_db


@pytest.fixture
def africa():
    return make_concept("un-regional-groups", "AFR", labels={"en": "Africa"})


@pytest.fixture
def kenya(africa):
    return make_concept("countries", "ke", labels={"en": "Kenya", "fr": "Kenya"}, broader=[africa])


@pytest.fixture
def target():
    return make_concept("gbf-targets", "GBF-TARGET-21", labels={"en": "Target 21"})


def tagged(page):
    return set(CoursePage.objects.get(pk=page.pk).tags.values_list("identifier", flat=True))


def publish(page, *concepts):
    page = fresh(page)
    page.tags.set(concepts)
    page.save_revision().publish()


def test_a_draft_keeps_its_tags_to_itself_until_it_is_published(course, kenya, target):
    publish(course, kenya)
    draft = fresh(course)
    draft.tags.set([target])
    revision = draft.save_revision()
    assert tagged(course) == {"ke"}
    assert [one.identifier for one in fresh(course).get_latest_revision_as_object().tags.all()] == [
        "GBF-TARGET-21"
    ]
    revision.publish()
    assert tagged(course) == {"GBF-TARGET-21"}


def test_going_back_to_a_revision_brings_its_tags_back(course, kenya, target):
    publish(course, kenya)
    first = fresh(course).latest_revision
    publish(course, target)
    first.publish()
    assert tagged(course) == {"ke"}


def test_copies_and_aliases_have_the_tags(course, kenya, target):
    publish(course, kenya)
    copy = fresh(course).copy(update_attrs={"slug": "copy"})
    alias = fresh(course).create_alias(update_slug="alias")
    assert tagged(copy) == tagged(alias) == {"ke"}
    publish(course, target)
    assert tagged(alias) == {"GBF-TARGET-21"}
    assert tagged(copy) == {"ke"}
    publish(course)
    assert tagged(alias) == set()


def test_untranslated_copies_follow(french, course, kenya):
    publish(course, kenya)
    assert tagged(french) == {"ke"}
    publish(course)
    assert tagged(french) == set()


def test_translations_have_the_tags_and_follow_at_once(
    home, course, kenya, target, django_capture_on_commit_callbacks
):
    publish(course, kenya)
    french = Locale.objects.create(language_code="fr")
    home.copy_for_translation(french, copy_parents=True, alias=True)
    course.get_parent().specific.copy_for_translation(french, copy_parents=True, alias=True)
    source, _made = TranslationSource.get_or_create_from_instance(fresh(course))
    translation = Translation.objects.create(source=source, target_locale=french)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    page = CoursePage.objects.get(translation_key=course.translation_key, locale=french)
    assert page.alias_of_id is None
    assert tagged(page) == {"ke"}
    publish(course, target)
    assert tagged(page) == {"GBF-TARGET-21"}
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(
            publish=True
        )  # made from an older version of the source, whose tags are still used
    assert tagged(page) == {"GBF-TARGET-21"}
    publish(course)
    assert tagged(page) == set()


def test_a_merged_concept_is_replaced_in_drafts_too(course, kenya):
    old = make_concept("countries", "kx")
    publish(course, old)
    draft = fresh(course)
    draft.title = "New"
    revision = draft.save_revision()
    merge_concepts(old, kenya)
    assert tagged(course) == {"ke"}
    revision.refresh_from_db()
    revision.publish()
    assert tagged(course) == {"ke"}


def test_a_merger_does_not_change_drafts_of_other_models(course, home, kenya):
    """Another model's field of the same name may have the keys of other objects."""
    old = make_concept("countries", "kx")
    revision = home.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    revision.content["tags"] = [old.pk]
    revision.save()
    merge_concepts(old, kenya)
    revision.refresh_from_db()
    assert revision.content["tags"] == [old.pk]


def editor_form(course, editor, data=None):
    panel = CoursePage.get_edit_handler()
    form_class = panel.get_form_class()
    page = fresh(course).get_latest_revision_as_object()
    form = form_class(data, instance=page, for_user=editor, parent_page=course.get_parent())
    request = RequestFactory().get("/")
    request.user = editor
    return panel.get_bound_panel(instance=page, request=request, form=form)


def test_the_editor_shows_the_control_and_suggestions(course, editor, target):
    subject = make_concept("cbd-subjects", "CBD-SUBJECT-KM", labels={"en": "Management"}, related=[target])
    publish(course, target)
    panel = editor_form(course, editor)
    page = panel.render_html()
    assert f'value="{target.public_id}" checked' in page
    assert str(subject.public_id) in page.split('class="suggested"')[1].split("</fieldset>")[0]
    media = str(panel.form.media + panel.media)
    assert "concept-picker" in media
    assert "concepts-admin" in media


def test_the_editor_saves_checked_concepts(course, editor, as_user, target, kenya):
    subject = make_concept("cbd-subjects", "CBD-SUBJECT-KM", related=[target])
    publish(course, target)
    bound = editor_form(course, editor).form
    data = {name: bound[name].value() for name in ("title", "slug", "summary", "level", "drawing")}
    lists = {f"{name}-count": "0" for name in ("audience", "outcomes")}
    data |= lists | {
        "about": "null",
        "tags": [str(target.public_id), str(subject.public_id)],
        "tags-find": "Kenya",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "action-publish": "1",
    }
    data = {key: "" if value is None else value for key, value in data.items()}
    client = as_user(editor)
    answer = client.post(f"/admin/pages/{course.pk}/edit/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    fresh(course).get_latest_revision().publish()
    assert tagged(course) == {"GBF-TARGET-21", "CBD-SUBJECT-KM", "ke"}
    answer = client.post(f"/admin/pages/{course.pk}/edit/", data | {"tags-find": "Atlantis"})
    assert "Atlantis" in answer.content.decode()
    assert tagged(course) == {"GBF-TARGET-21", "CBD-SUBJECT-KM", "ke"}


def test_the_page_links_to_its_concepts(client, course, kenya, target):
    retire_concept(target)
    publish(course, kenya, target)
    page = client.get(course.get_url()).content.decode()
    assert '/en/vocabularies/countries/ke/"' in page
    assert '/en/vocabularies/gbf-targets/GBF-TARGET-21/"' in page


def test_concepts_find_the_courses_a_reader_may_see(rf, home, course, kenya, africa, stranger, learner):
    publish(course, kenya)
    closed = make_course(home, title="Closed")
    publish(closed, kenya)
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    request = rf.get("/")
    request.user = stranger
    number, shown = courses_about(africa, request, 6)
    assert (number, [one.title for one in shown]) == (1, [course.title])
    request.user = learner
    assert courses_about(africa, request, 1)[0] == 2
    assert courses_about(make_concept("countries", "xx"), request, 6) == (0, [])
    tagged = next(one for one in TAGGED_MODELS.values() if one.model is CoursePage)
    assert (
        tagged.url(Concept.objects.select_related("scheme").get(pk=kenya.pk), request)
        == "/en/courses/?place=ke"
    )
