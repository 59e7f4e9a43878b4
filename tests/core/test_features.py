"""Feature switches: off without a row, seen at once where they are changed, turned in the admin."""

import pytest
from django.urls import reverse

from core import features
from core.models import FeatureSwitch

pytestmark = pytest.mark.django_db


def test_a_feature_without_a_row_is_off():
    assert not features.is_on("map")


def test_a_change_is_seen_at_once(django_capture_on_commit_callbacks):
    assert not features.is_on("map")
    with django_capture_on_commit_callbacks(execute=True):
        switch = FeatureSwitch.objects.create(name="map", on=True)
    assert features.is_on("map")
    with django_capture_on_commit_callbacks(execute=True):
        switch.on = False
        switch.save()
    assert not features.is_on("map")
    with django_capture_on_commit_callbacks(execute=True):
        switch.on = True
        switch.save()
        switch.delete()
    assert not features.is_on("map")


def test_asking_again_costs_no_query(django_assert_num_queries):
    features.is_on("map")
    with django_assert_num_queries(0):
        features.is_on("map")


def test_superusers_turn_switches_in_the_admin_and_editors_do_not(as_user, admin, editor):
    address = reverse(FeatureSwitch.snippet_viewset.get_url_name("add"))
    assert as_user(editor).get(address).status_code == 302
    assert as_user(admin).get(address).status_code == 200
    as_user(admin).post(address, {"name": "map", "on": "on", "note": ""})
    assert FeatureSwitch.objects.get().on
