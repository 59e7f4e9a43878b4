"""Every model that reaches a user is in the registry, with a period and a reason."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from accounts.personal_data.labels import NAMES, name_of
from core.base import personal_data_registry
from tests.factories.accounts import UserFactory

USER_COLUMNS = {"user_id", "actor_id", "owner_id", "author_id", "member_id", "created_by_id"}
# Models related to a user only through a registered row, with which they are exported and erased.
THROUGH: dict[str, str] = {}


def reaching_fields(model: type[models.Model]) -> Iterator[Any]:
    """Return the model's own fields that refer to a user: relations, and numbers called user_id."""
    for field in model._meta.local_fields:
        target = getattr(field.remote_field, "model", None)
        if target is User or (target is None and field.attname in USER_COLUMNS):
            yield field


def reaching_models() -> set[type[models.Model]]:
    """Return all models, of any app, that refer to a user directly."""
    return {model for model in apps.get_models(include_auto_created=True) if any(reaching_fields(model))}


def indirect_models() -> set[type[models.Model]]:
    """Return the models of libraries that refer to a user through one other model."""
    steps = {model for model in reaching_models() if model is not User}
    return {
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation
        and field.remote_field
        and field.remote_field.model in steps
        and model._meta.app_label in ("account", "socialaccount", "mfa", "usersessions")
    }


def missing(found: set[type[models.Model]]) -> list[str]:
    """Return those that are neither registered nor handled with a registered row."""
    return sorted(
        m._meta.label
        for m in found
        if m not in personal_data_registry.PERSONAL_DATA and m._meta.label not in THROUGH
    )


def test_known_models_are_found() -> None:
    labels = {model._meta.label for model in reaching_models()}
    assert {
        "accounts.Consent",
        "accounts.User_groups",
        "account.EmailAddress",
        "wagtailcore.Revision",
        "wagtailcore.PageLogEntry",
        "mail.MailMessage",
    } <= labels
    assert {model._meta.label for model in indirect_models()} == {
        "account.EmailConfirmation",
        "socialaccount.SocialToken",
    }


def test_every_model_that_reaches_a_user_is_registered() -> None:
    assert missing(reaching_models() | indirect_models() | {User, Session}) == []


def test_a_model_that_is_forgotten_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.models import Consent

    monkeypatch.delitem(personal_data_registry.PERSONAL_DATA, Consent)
    assert missing(reaching_models()) == ["accounts.Consent"]


@pytest.mark.parametrize(
    "entry", personal_data_registry.in_erasure_order(), ids=lambda entry: entry.model._meta.label
)
def test_each_entry_has_a_period_and_a_reason(entry: personal_data_registry.PersonalData) -> None:
    assert str(entry.retention.period)
    assert str(entry.retention.reason).endswith((".", "。"))
    assert entry.export or entry.erase


@pytest.mark.django_db
@pytest.mark.parametrize(
    "entry", personal_data_registry.in_erasure_order(), ids=lambda entry: entry.model._meta.label
)
def test_each_entry_can_be_exported_and_erased(entry: personal_data_registry.PersonalData) -> None:
    user = UserFactory()
    if entry.export:
        rows = entry.export(user)
        assert all(isinstance(row, dict) for row in rows)
    if entry.erase:
        entry.erase(user)
        entry.erase(user)
        if entry.export and entry.model is not User:
            assert entry.export(user) == []


@pytest.mark.django_db
def test_the_page_shows_every_entry(client: Client) -> None:
    answer = client.get("/en/account/privacy/")
    assert answer.status_code == 200
    shown = [model for _p, reasons in answer.context["groups"] for _r, models in reasons for model in models]
    assert set(shown) == set(personal_data_registry.PERSONAL_DATA)
    assert len(shown) == len(personal_data_registry.PERSONAL_DATA)
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert all(escape(name_of(model)) in page for model in shown)


def test_every_name_is_of_a_registered_model() -> None:
    registered = {model._meta.label for model in personal_data_registry.PERSONAL_DATA}
    assert sorted(NAMES.keys() - registered) == []
