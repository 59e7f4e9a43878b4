"""Migrations of vocabularies and existing rows."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.factories.vocabularies import make_concept
from vocabularies.models import LabelWord

words = import_module("vocabularies.migrations.0004_search_words_without_apostrophes")


@pytest.mark.django_db
def test_stored_names_are_found_without_their_apostrophes() -> None:
    make_concept("languages", "quc", labels={"en": "Kʼicheʼ"})
    before = set(LabelWord.objects.values_list("word", flat=True))
    LabelWord.objects.filter(word__in=["kiche", "^kiche"]).delete()
    for _time in range(2):
        words.store_words(apps, None)
        assert set(LabelWord.objects.values_list("word", flat=True)) == before
    assert {"kiche", "k", "iche"} <= before
