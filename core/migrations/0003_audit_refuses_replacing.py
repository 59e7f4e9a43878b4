from django.db import migrations

from core.append_only import protect, unprotect


def protect_again(apps, schema_editor):
    unprotect(schema_editor.connection, "core_auditevent")
    protect(schema_editor.connection, "core_auditevent")


class Migration(migrations.Migration):
    """Set the triggers of the audit trail again: SQLite's now refuse INSERT OR REPLACE, too."""

    dependencies = [("core", "0002_audit_features_and_usage")]

    operations = [migrations.RunPython(protect_again, migrations.RunPython.noop, elidable=True)]
