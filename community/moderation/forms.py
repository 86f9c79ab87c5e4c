"""What is asked of who reports, decides and appeals."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import ask
from community.moderation.models import Reason
from community.rooms.forms import TITLE_LENGTH, WHO_READS, Quiet, QuietNumber
from community.rooms.models import Measure, Room, Rule

TOLD = "They read this. Say what they can do now."
RULES = [(rule.value, f"{rule.label[:1].upper()}{rule.label[1:]}") for rule in Rule]
Kind = Measure.Kind


def sentence(label: str = "What shall we tell its author?", help_text: str = TOLD) -> forms.CharField:
    field = forms.CharField(label=label, help_text=help_text, max_length=300, widget=forms.Textarea)
    return ask(field, rows=3)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label="What is it about?", choices=Reason.choices, widget=forms.RadioSelect)
    words = ask(
        forms.CharField(
            label="In your own words", required=False, max_length=2_000, widget=forms.Textarea,
            help_text=f"{WHO_READS} Whoever wrote it never reads this.",
        ),
        rows=4,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reason") == Reason.OTHER and not given.get("words", "").strip():
            self.add_error("words", "Say in a few words what it is.")
        return given


class DecisionForm(forms.Form):
    """`reported` and `seen`: where one came from the page of a report, and as one saw it there."""

    reported = Quiet(max_length=20)
    seen = QuietNumber(max_length=9)


class HideForm(DecisionForm):
    rule = forms.ChoiceField(
        label="Which house rule does it break?", help_text="Everybody sees this where the post stood.",
        choices=RULES, widget=forms.RadioSelect,
    )  # fmt: skip
    sentence = sentence()
    why = forms.CharField(
        label="Anything for the team alone?", help_text="In the audit log.", max_length=200, required=False
    )


class SentenceForm(DecisionForm):
    sentence = sentence()


class LeaveForm(forms.Form):
    seen = QuietNumber(max_length=9)
    why = forms.CharField(
        label="Why is nothing to be done?", help_text="For the team, in the audit log.", max_length=200
    )


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(
        label="To which room?", queryset=Room.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    sentence = sentence()

    def __init__(self, rooms: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = rooms  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    number = ask(
        forms.IntegerField(
            label="From which post on?", min_value=2, max_value=99_999_999,
            help_text="The number beside it. This post and all after it become a thread of their own.",
        ),
        width=5,
    )  # fmt: skip
    title = forms.CharField(label="What is the new thread called?", max_length=TITLE_LENGTH)
    sentence = sentence(
        "What shall we tell its author?", "Who wrote the first post of the new thread reads this."
    )


DAYS = {"1": "1 day", "3": "3 days", "7": "1 week", "14": "2 weeks", "28": "4 weeks"}
HOURS = {
    "1": "1 hour",
    "12": "12 hours",
    "24": "1 day",
    "72": "3 days",
    "168": "1 week",
    "": "Until it is lifted",
}
MINUTES = {"2": "2 minutes", "5": "5 minutes", "15": "15 minutes", "60": "1 hour"}


class PlaceMeasureForm(DecisionForm):
    """On a thread or a room."""

    kind = ask(
        forms.ChoiceField(
            label="What shall be different?",
            choices=[
                (Kind.PAUSE, "Read only"), (Kind.SLOW, "Slow mode"), (Kind.HOLD, "A moderator reads posts first"),
            ],
            widget=forms.RadioSelect,
        ),
        hints={
            Kind.PAUSE: "Everybody can read. Nobody but the team can write.",
            Kind.SLOW: "Everybody can write, each once in so many minutes.",
            Kind.HOLD: "What members write waits until a moderator publishes it. The word list reads it at once.",
        },
    )  # fmt: skip
    minutes = forms.ChoiceField(label="In slow mode: one post in", choices=list(MINUTES.items()), initial="5")
    hours = forms.ChoiceField(
        label="For how long?", choices=list(HOURS.items()), initial="24", required=False
    )
    sentence = sentence("Why?", "Everybody who reads there sees this.")

    def ends_at(self) -> datetime | None:
        hours = self.cleaned_data["hours"]
        return timezone.now() + timedelta(hours=int(hours)) if hours else None


class PersonMeasureForm(DecisionForm):
    kind = ask(
        forms.ChoiceField(
            label="What shall be different for them?",
            choices=[
                (Kind.HOLD, "A moderator reads their posts first"), (Kind.SILENCE, "They can read, not write"),
                (Kind.SUSPEND, "Their account is paused"),
            ],
            widget=forms.RadioSelect,
        ),
        hints={
            Kind.HOLD: "In the rooms of this service. What they write waits until a moderator publishes it.",
            Kind.SILENCE: "In the rooms of this service. Help now stays open to them.",
            Kind.SUSPEND: "They are signed out at once, of every service, and see why, until when and whom to ask.",
        },
    )  # fmt: skip
    days = forms.ChoiceField(label="For how long?", choices=list(DAYS.items()), initial="1")
    rule = forms.ChoiceField(label="Which house rule is it about?", choices=RULES, widget=forms.RadioSelect)
    sentence = sentence("What shall we tell them?")

    def ends_at(self) -> datetime:
        return timezone.now() + timedelta(days=int(self.cleaned_data["days"]))


class AppealForm(forms.Form):
    words = ask(
        forms.CharField(
            label="Why should somebody else look at it?", max_length=2_000, widget=forms.Textarea,
            help_text=f"Somebody else of the team reads this, not who decided. {WHO_READS}",
        ),
        rows=5,
    )  # fmt: skip


class AnswerForm(forms.Form):
    outcome = ask(
        forms.ChoiceField(
            label="What do you decide?",
            choices=[("uphold", "It stays as it is"), ("overturn", "Take it back")],
            widget=forms.RadioSelect,
        ),
        hints={"overturn": "What was done is undone at once."},
    )  # fmt: skip
    sentence = sentence("What shall we tell them?", "They read this.")
