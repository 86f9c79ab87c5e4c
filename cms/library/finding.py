"""The lists of library and television, narrowed; and what stands in them, searched.

Every list starts from what opens to the reader, so that no choice, number or hit tells of anything else. What is searched
for is sent, and stands in no address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from cms.forms import ask
from cms.gated import Audience, GatedQuerySet, Language, RoomPage, room_page_models
from cms.library.readings import Reading
from cms.library.topics import Topic

ANY = ("", "All")


class Narrow(forms.Form):
    """Of what there is: a choice that would show nothing is not offered."""

    mark_optional = False
    topic = ask(forms.ChoiceField(label="Topic", required=False), width=20)
    format = ask(forms.ChoiceField(label="Kind", required=False))
    audience = ask(forms.ChoiceField(label="For", required=False))
    language = ask(forms.ChoiceField(label="Language", required=False))
    kept = ask(forms.ChoiceField(label="Bookmarks", required=False, choices=[ANY, ("yes", "What I kept")]))

    def __init__(self, pages: GatedQuerySet, person: Any, data: Any = None) -> None:
        super().__init__(data)
        self.pages, self.person = pages, person
        names = {field.name for field in pages.model._meta.get_fields()}
        topics = Topic.objects.filter(pk__in=pages.values("topics"))
        self._offer("topic", [(topic.slug, topic.name) for topic in topics])
        for name, choices in {"audience": Audience.choices, "language": Language.choices}.items():
            self._offer(name, _found(pages, name, choices))
        if "format" in names:
            self._offer("format", _found(pages, "format", pages.model._meta.get_field("format").choices))
        else:
            del self.fields["format"]

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        offered = list(choices)
        if len(offered) > 1 or (name == "topic" and offered):
            self.fields[name].choices = [ANY, *offered]  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def narrowed(self) -> GatedQuerySet:
        """What is not a choice, as in an old link, narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        pages = self.pages
        for name in ("format", "audience", "language"):
            if given.get(name):
                pages = pages.filter(**{name: given[name]})
        if given.get("topic"):
            pages = pages.filter(topics__slug=given["topic"])
        if given.get("kept"):
            pages = pages.filter(pk__in=Reading.objects.kept_by(self.person).values("page"))
        return pages


class Find(forms.Form):
    words = ask(forms.CharField(label="Search the library and television", max_length=100), width=20)


def _found(pages: GatedQuerySet, name: str, choices: Any) -> list[tuple[str, str]]:
    there = set(pages.order_by().values_list(name, flat=True).distinct())
    return [choice for choice in choices if choice[0] in there]


def find(words: str, person: Any) -> list[RoomPage]:
    """Hits among what opens to this person, the best first; documents before videos."""
    found: list[RoomPage] = []
    for model in room_page_models():
        opened = list(model.objects.visible_to(person).values_list("pk", flat=True))
        hits: QuerySet[Any] = model.objects.filter(pk__in=opened)
        found += list(hits.search(words)[:50])  # type: ignore[attr-defined]
    return found
