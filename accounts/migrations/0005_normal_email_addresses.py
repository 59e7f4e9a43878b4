"""Brings stored addresses into the one form that is looked up, where no other account has it."""

import logging

from django.db import migrations

import core.base.email_addresses
import core.base.fields

logger = logging.getLogger("accounts.migrations")


def normalize(apps, schema_editor):
    """Normalise each address; leave those whose normal form another row has, and log their ids.

    Addresses that collide stay as they are: `check --database default` lists them (accounts.W001).
    """
    models = (apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress"))
    for model in models:
        rows = model.objects.using(schema_editor.connection.alias)
        stored = dict(rows.values_list("pk", "email"))
        taken = set(stored.values())
        for pk, address in stored.items():
            normal = core.base.email_addresses.normalize_email(address)
            if normal == address:
                continue
            if normal in taken:
                logger.warning("%s %s keeps its address: another has its normal form.", model.__name__, pk)
                continue
            rows.filter(pk=pk).update(email=normal)
            taken.add(normal)


class Migration(migrations.Migration):

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0004_reading_preferences"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=core.base.fields.EmailField(max_length=254, unique=True, verbose_name="e-mail address"),
        ),
        migrations.RunPython(normalize, migrations.RunPython.noop, elidable=False),
    ]
