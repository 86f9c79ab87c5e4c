"""Entries written before are signed as they stand."""

from django.db import migrations, models

import community.people.models.refs
from community.people.chain.signing import signature_of
from community.people.models.refs import new_ref


def sign(apps, schema_editor):
    for entry in apps.get_model("people", "AuditEntry").objects.iterator():
        entry.ref = new_ref()
        entry.signature = signature_of(entry)
        entry.save(update_fields=["ref", "signature"])


class Migration(migrations.Migration):
    dependencies = [("people", "0007_agreements")]

    operations = [
        migrations.AddField(
            "auditentry", "ref", models.CharField(default="", editable=False, max_length=12), preserve_default=False
        ),
        migrations.AddField(
            "auditentry", "signature", models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(sign, migrations.RunPython.noop),
        migrations.AlterField(
            "auditentry",
            "ref",
            models.CharField(
                default=community.people.models.refs.new_ref, editable=False, max_length=12, unique=True
            ),
        ),
    ]
