import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def by_row(apps, schema_editor):
    """A handle that stands in what was asked becomes the person who has it."""
    person, saved = apps.get_model("people", "Person"), apps.get_model("house_search", "SavedSearch")
    for one in saved.objects.filter(questions__has_key="author"):
        found = person.objects.filter(handle__iexact=one.questions.pop("author")).first()
        if found is None:  # it could find nothing, and nobody who takes the name later is meant
            one.delete()
        else:
            one.author = found
            one.save(update_fields=["author", "questions"])


def by_handle(apps, schema_editor):
    saved = apps.get_model("house_search", "SavedSearch")
    for one in saved.objects.exclude(author=None).select_related("author"):
        one.questions["author"] = one.author.handle
        one.save(update_fields=["questions"])


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
        migrations.RunPython(by_row, by_handle),
    ]
