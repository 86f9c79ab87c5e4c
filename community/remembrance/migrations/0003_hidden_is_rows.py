from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the last, which reads the column."""

    dependencies = [("remembrance", "0002_taken_step_by_step")]

    operations = [
        migrations.RemoveField(
            model_name='death',
            name='hidden',
        ),
    ]
