from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0005_service_settings")]

    operations = [
        migrations.RemoveField("service", "crisis_line"),
        migrations.RemoveField("service", "crisis_number"),
    ]
