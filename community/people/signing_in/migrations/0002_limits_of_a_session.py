from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions that stood before sign in again: what their roles allow was not kept."""

    dependencies = [("signing_in", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="opensession",
            name="idle",
            field=models.DurationField(default=timedelta, help_text="How long it lasts when nothing is done."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="opensession",
            name="absolute",
            field=models.DurationField(default=timedelta, help_text="How long it lasts at all."),
            preserve_default=False,
        ),
    ]
