"""What is asked of a saved search."""

from collections.abc import Iterable

from django import forms

from community.people.models import Service
from search.models import SavedSearch

PRIORITIES = [("3", "Priority 3: routine"), ("2", "Priority 2: the same day")]


class SaveForm(forms.Form):
    name = forms.CharField(
        label="What shall it be called?",
        max_length=60,
        help_text="The team sees this name. Do not name anybody.",
    )
    service = forms.ChoiceField(label="For which service?")

    def __init__(self, data: object, *, services: Iterable[Service]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.services = {service.slug: service for service in services}
        self.fields["service"].choices = [(slug, one.name) for slug, one in self.services.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        service = self.services.get(given.get("service", ""))
        if service and SavedSearch.objects.filter(service=service, name=given.get("name", "")).exists():
            self.add_error("name", "A saved search of this service has this name already.")
        return given


class RunForm(forms.Form):
    why = forms.CharField(
        label="Why are you searching?",
        help_text="Your reason is kept in the audit log with this search. Do not name anybody.",
        max_length=200,
        min_length=3,
        error_messages={"required": "Say why you are searching: it is kept in the audit log."},
    )


class WatchForm(forms.Form):
    priority = forms.ChoiceField(
        label="How soon should a clinician read what it finds?", choices=PRIORITIES, widget=forms.RadioSelect
    )
