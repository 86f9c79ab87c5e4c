"""What can be asked and answered on the pages about rules, apart from a rule's own fields (`builder.py`)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cms.forms import ask
from community.people.models import Service
from risk_jobs.words.builder import PRIORITIES, TOPIC_CHOICES
from risk_jobs.words.states import State
from risk_jobs.words.text_form import LONGEST
from risk_jobs.words.trying import LONGEST_TEXT

WHY = "It is kept with the rule."


class FilterForm(forms.Form):
    mark_optional = False

    q = forms.CharField(label="Words", max_length=80, required=False)
    topic = forms.ChoiceField(label="Topic", choices=[("", "All topics"), *TOPIC_CHOICES], required=False)
    state = forms.ChoiceField(label="State", choices=[("", "All states"), *State.choices], required=False)
    service = forms.ChoiceField(label="For", required=False)
    owner = forms.CharField(label="Owner", max_length=80, required=False)
    review = forms.BooleanField(label="Review due within 30 days", required=False)

    def __init__(self, data: Any, *, services: Iterable[Service]) -> None:
        super().__init__(data)
        named = [(service.slug, service.name) for service in services]
        self.fields["service"].choices = [("", "Everybody"), ("whole", "Whole trust"), *named]  # type: ignore[attr-defined]


class TryForm(forms.Form):
    text = ask(
        forms.CharField(
            label="Text to try",
            help_text="It is judged and shown, and kept nowhere.",
            max_length=LONGEST_TEXT,
            widget=forms.Textarea,
        ),
        rows=6,
        count=False,
    )


class TextForm(forms.Form):
    """The readable text of a rule or a list."""

    text = ask(
        forms.CharField(
            label="The rule as text",
            max_length=LONGEST,
            strip=False,
            widget=forms.Textarea(attrs={"class": "as-code", "spellcheck": "false", "wrap": "off"}),
        ),
        rows=24,
        count=False,
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\r", "\n")


class WhyForm(forms.Form):
    """A reason, asked of every change; `edits` says which text was shown."""

    why = ask(forms.CharField(label="What changed, and why?", max_length=300, help_text=WHY), width=30)
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def asks(self, question: str) -> "WhyForm":
        self.fields["why"].label = question
        return self


class ScopeForm(forms.Form):
    """For whom a new rule is. A service's own rule reads the texts of that service alone."""

    service = forms.ChoiceField(label="Whose texts does it read?", required=False)

    mark_optional = False

    def __init__(self, data: Any = None, *, services: Iterable[Service], **how: Any) -> None:
        super().__init__(data, **how)
        self.services = {service.slug: service for service in services}
        named = [(slug, f"{service.name} only") for slug, service in self.services.items()]
        self.fields["service"].choices = [("", "The whole trust"), *named]  # type: ignore[attr-defined]

    def chosen(self) -> Service | None:
        return self.services.get(self.cleaned_data.get("service", ""))


class DaysForm(forms.Form):
    days = ask(
        forms.IntegerField(label="How far back?", min_value=1, max_value=730, initial=90),
        width=4,
        suffix="days",
    )


class MissedForm(forms.Form):
    topic = forms.ChoiceField(label="Topic", choices=TOPIC_CHOICES)
    priority = ask(
        forms.ChoiceField(
            label="How soon should a clinician read it?", choices=PRIORITIES[:3], widget=forms.RadioSelect
        ),
        small=True,
    )
    why = ask(
        forms.CharField(
            label="What gave it away?", max_length=300, required=False, help_text="Do not name anybody."
        ),
        width=30,
    )

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"topic": given["topic"], "priority": int(given["priority"]), "why": given["why"]}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="A file of rules",
        help_text="CSV or JSON, as it was downloaded here. Each rule in it becomes a draft; nothing goes live.",
    )
