import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("house_search", "0004_searches_are_sealed"),
    ]

    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="author",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose texts it finds; empty: anybody’s. A row and no name: who takes the name later is not meant.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
