from django.db import migrations


def by_row(apps, schema_editor):
    """A handle that stands in what was asked becomes the person who has it."""
    person, saved = apps.get_model("people", "Person"), apps.get_model("house_search", "SavedSearch")
    for one in saved.objects.filter(questions__has_key="author"):
        found = person.objects.filter(handle__iexact=one.questions.pop("author")).first()
        if found is None:  # it found nothing; nobody who takes the name later is meant, and nobody can take this one
            one.questions["author"] = "(nobody)"
        one.author = found
        one.save(update_fields=["author", "questions"])


def by_handle(apps, schema_editor):
    saved = apps.get_model("house_search", "SavedSearch")
    for one in saved.objects.exclude(author=None).select_related("author"):
        one.questions["author"] = one.author.handle
        one.save(update_fields=["questions"])


class Migration(migrations.Migration):
    """Apart from the column: PostgreSQL lets no transaction change rows and then the table."""

    dependencies = [("house_search", "0005_a_saved_search_names_its_author_by_row")]

    operations = [migrations.RunPython(by_row, by_handle)]
