"""What editors do to pages of courses, and to translations, each as one function of a page and a number."""

from collections.abc import Callable
from typing import Any

from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from learning.models import CoursePage, LessonPage, ModulePage
from portal.services.locales import fill_locales
from tests.factories.learning import LessonFactory
from translations.services.writing import publish_translation


def publish(page: Any, number: int) -> None:
    page.title = f"Title {number}"
    page.save_revision().publish()


def edit_draft(page: Any, number: int) -> None:
    page.title = f"Draft {number}"
    page.save_revision()


def unpublish(page: Any, number: int) -> None:
    page.unpublish()


def change_slug(page: Any, number: int) -> None:
    page.slug = f"slug-{page.pk}-{number}"
    page.save_revision().publish()


def create(page: Any, number: int) -> None:
    if isinstance(page, ModulePage):
        LessonFactory(parent=page, live=bool(number % 2), minutes=1 + number)


def reorder(page: Any, number: int) -> None:
    siblings = list(page.get_siblings(inclusive=False))
    if siblings:
        page.move(siblings[number % len(siblings)], pos="left" if number % 2 else "right")


def move(page: Any, number: int) -> None:
    parent = {LessonPage: ModulePage, ModulePage: CoursePage}.get(type(page))
    if parent:
        parents = list(parent.objects.filter(locale=page.locale).order_by("pk"))
        page.move(parents[number % len(parents)], pos="last-child")


def delete(page: Any, number: int) -> None:
    page.delete()


def copy_tree(page: Any, number: int) -> None:
    page.copy(recursive=True, update_attrs={"slug": f"copy-{page.pk}-{number}"}, keep_live=bool(number % 2))


def alias(page: Any, number: int) -> None:
    page.create_alias(recursive=True, update_slug=f"alias-{page.pk}-{number}", parent=page.get_parent())


def fill(page: Any, number: int) -> None:
    fill_locales()


def convert(page: Any, number: int) -> None:
    if page.alias_of_id:  # Wagtail has no form for others
        ConvertAliasPageAction(page).execute()


def translation_of(page: Any, number: int) -> Translation:
    source, _made = TranslationSource.get_or_create_from_instance(page)
    others = Locale.objects.exclude(pk=page.locale_id).order_by("pk")
    return Translation.objects.get_or_create(source=source, target_locale=others[number % len(others)])[0]


def submit(page: Any, number: int) -> None:
    translation_of(page, number).save_target(publish=False)


def translate_strings(page: Any, number: int) -> None:
    for translation in Translation.objects.filter(source__object_id=page.translation_key):
        for row in StringSegment.objects.filter(source=translation.source).order_by("order")[:number]:
            StringTranslation.objects.get_or_create(
                translation_of=row.string,
                context=row.context,
                locale=translation.target_locale,
                defaults={"data": f"{row.string.data} {number}"},
            )


def publish_strings(page: Any, number: int) -> None:
    publish_translation(translation_of(page, number))


def stop_translating(page: Any, number: int) -> None:
    translation = translation_of(page, number)
    translation.enabled = not translation.enabled
    translation.save(update_fields=["enabled"])


def update_source(page: Any, number: int) -> None:
    translation_of(page, number).source.update_from_db()


def restrict(page: Any, number: int) -> None:
    page.view_restrictions.all().delete()
    if number % 3:
        page.view_restrictions.create(restriction_type=["login", "password"][number % 2], password="a")


ACTIONS: list[Callable[[Any, int], None]] = [
    publish, edit_draft, unpublish, change_slug, create, reorder, move, delete, copy_tree, alias, fill,
    convert, submit, translate_strings, publish_strings, stop_translating, update_source, restrict,
]  # fmt: skip
FOR_COPIES = {convert, unpublish, move, reorder, delete, copy_tree, fill, restrict}
