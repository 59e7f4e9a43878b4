"""wagtail-localize's frozen copy of a page, made in a dozen queries.

`TranslationSource.get_or_create_from_instance` takes several queries for each string; a lesson has a hundred.
What is written is the same, save that the places' field paths stay empty: wagtail-localize fills them in
when somebody opens its editor.
"""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationContext,
    TranslationSource,
    get_schema_version,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments


def source_of(page: Page) -> TranslationSource:
    """Return the frozen copy of a published page (its specific class), created or updated."""
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()
    if source is None:
        return make_source(page)
    if page.last_published_at and source.last_updated_at < page.last_published_at:
        source.update_from_db()
    return source


@transaction.atomic
def make_source(page: Page) -> TranslationSource:
    """Make the frozen copy of a page that has none."""
    thing, _made = TranslatableObject.objects.get_or_create_from_instance(page)
    source = TranslationSource.objects.create(
        object=thing,
        locale_id=page.locale_id,
        specific_content_type=ContentType.objects.get_for_model(type(page)),
        object_repr=str(page)[:200],
        content_json=page.to_json(),
        schema_version=get_schema_version(page._meta.app_label),
        last_updated_at=timezone.now(),
    )
    segments = extract_segments(page)
    places = _places(source, segments)
    _write_strings(source, [s for s in segments if isinstance(s, StringSegmentValue)], places)
    _write_templates(source, [s for s in segments if isinstance(s, TemplateSegmentValue)], places)
    _write_others(source, segments, places)
    return source


def _places(source: TranslationSource, segments: Iterable[Any]) -> dict[str, int]:
    """Return the contexts' ids by path, made where they are missing."""
    paths = {segment.path: TranslationContext._get_path_id(segment.path) for segment in segments}
    TranslationContext.objects.bulk_create(
        [
            TranslationContext(object_id=source.object_id, path=path, path_id=path_id)
            for path, path_id in paths.items()
        ],
        ignore_conflicts=True,
    )
    known = TranslationContext.objects.filter(object_id=source.object_id, path_id__in=paths.values())
    return dict(known.values_list("path", "pk"))


def _write_strings(source: TranslationSource, segments: list[Any], places: dict[str, int]) -> None:
    hashes = {segment.string.data: String._get_data_hash(segment.string.data) for segment in segments}
    String.objects.bulk_create(
        [
            String(locale_id=source.locale_id, data=data, data_hash=data_hash)
            for data, data_hash in hashes.items()
        ],
        ignore_conflicts=True,
    )
    known = String.objects.filter(locale_id=source.locale_id, data_hash__in=hashes.values())
    ids = dict(known.values_list("data_hash", "pk"))
    StringSegment.objects.bulk_create(
        StringSegment(
            source=source,
            context_id=places[segment.path],
            order=segment.order,
            string_id=ids[hashes[segment.string.data]],
            attrs=_json(segment.attrs),
        )
        for segment in segments
    )


def _write_templates(source: TranslationSource, segments: list[Any], places: dict[str, int]) -> None:
    def identity(segment: Any) -> uuid.UUID:
        return uuid.uuid5(uuid.uuid5(Template.BASE_UUID_NAMESPACE, segment.format), segment.template)

    Template.objects.bulk_create(
        [
            Template(
                uuid=identity(segment),
                template=segment.template,
                template_format=segment.format,
                string_count=segment.string_count,
            )
            for segment in segments
        ],
        ignore_conflicts=True,
    )
    known = Template.objects.filter(uuid__in=[identity(segment) for segment in segments])
    ids = dict(known.values_list("uuid", "pk"))
    TemplateSegment.objects.bulk_create(
        TemplateSegment(
            source=source,
            context_id=places[segment.path],
            order=segment.order,
            template_id=ids[identity(segment)],
        )
        for segment in segments
    )


def _write_others(source: TranslationSource, segments: list[Any], places: dict[str, int]) -> None:
    OverridableSegment.objects.bulk_create(
        OverridableSegment(
            source=source, context_id=places[segment.path], order=segment.order, data_json=_json(segment.data)
        )
        for segment in segments
        if isinstance(segment, OverridableSegmentValue)
    )
    for segment in segments:
        if isinstance(segment, RelatedObjectSegmentValue):
            RelatedObjectSegment.from_value(source, segment)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
