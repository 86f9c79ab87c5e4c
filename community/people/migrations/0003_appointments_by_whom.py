import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import community.people.models


def give_refs(apps, schema_editor):
    Appointment = apps.get_model("people", "Appointment")
    for appointment in Appointment.objects.all():
        appointment.ref = community.people.models.new_ref()
        appointment.save(update_fields=["ref"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_initial")]

    operations = [
        migrations.AddField("appointment", "appointed_by", models.ForeignKey(
            blank=True, help_text="Empty: by the installation itself.", null=True,
            on_delete=django.db.models.deletion.PROTECT, related_name="appointments_made", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("appointment", "ended_why", models.CharField(blank=True, max_length=200)),
        migrations.AddField("appointment", "ref", models.CharField(editable=False, max_length=12, null=True)),
        migrations.RunPython(give_refs, migrations.RunPython.noop),
        migrations.AlterField("appointment", "ref", models.CharField(
            default=community.people.models.new_ref, editable=False, max_length=12, unique=True)),
    ]
