from django.db import migrations, models


def forget_what_stands_in_clear(apps, schema_editor):
    """They would be gone within the day."""
    apps.get_model("house_search", "Asked").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("house_search", "0003_rebuilds")]

    operations = [
        migrations.RunPython(forget_what_stands_in_clear, migrations.RunPython.noop),
        migrations.RemoveField("asked", "questions"),
        migrations.AddField(
            "asked",
            "sealed",
            models.BinaryField(
                default=b"", help_text="Field of the form -> what was filled in: JSON, sealed to this row."
            ),
            preserve_default=False,
        ),
    ]
