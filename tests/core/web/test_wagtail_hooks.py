"""A document for some groups: other members see whom to ask, and visitors are redirected to sign in."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(captain):
    """The address of a document for the captain's group."""
    pilots = Group.objects.create(name="Pilots")
    captain.groups.add(pilots)
    folder = Collection.get_first_root_node().add_child(name="Charts")
    restriction = CollectionViewRestriction.objects.create(collection=folder, restriction_type="groups")
    restriction.groups.add(pilots)
    document = get_document_model()(title="Chart", collection=folder)
    document.file.save("chart.txt", ContentFile(b"reefs"))
    return document.url


def test_members_outside_the_groups_see_whom_to_ask(address, as_user, captain, learner, admin, client):
    for person in (captain, admin):
        assert b"".join(as_user(person).get(address).streaming_content) == b"reefs"
    answer = as_user(learner).get(address)
    assert (answer.status_code, "administrators of this site" in answer.content.decode()) == (403, True)
    assert client.get(address)["Location"].startswith("/en/account/login/?next=/documents/")
