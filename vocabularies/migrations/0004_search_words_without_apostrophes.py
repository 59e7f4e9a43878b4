"""Store the words of names anew: apostrophes and click letters are found typed in any way, or dropped."""

from typing import Any

from django.db import migrations

from vocabularies.search_terms import words_of

CHUNK = 500


def store_words(apps: Any, schema_editor: Any) -> None:
    """Add the words that the present rules give; words of former rules find nothing wrong and may stay.

    The next load of the vocabularies takes those away.
    """
    label_model, word_model = (apps.get_model("vocabularies", name) for name in ("Label", "LabelWord"))
    rows: list[Any] = []
    for pk, text, language in label_model.objects.values_list("pk", "text", "language").iterator():
        rows += [word_model(label_id=pk, word=word) for word in sorted(words_of(text, language))]
        if len(rows) >= CHUNK:
            word_model.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
    word_model.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("vocabularies", "0003_who_retired")]

    operations = [migrations.RunPython(store_words, migrations.RunPython.noop, elidable=True)]
