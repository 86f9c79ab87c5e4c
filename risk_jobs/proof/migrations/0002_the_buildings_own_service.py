"""The service in which canaries speak was made before services could be the building's own."""

from django.db import migrations


def mark(apps, schema_editor):
    apps.get_model("people", "Service").objects.filter(slug="proof-of-life").update(is_internal=True)


class Migration(migrations.Migration):
    dependencies = [("proof", "0001_canaries_and_beats"), ("people", "0013_services_of_the_building")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
