import hashlib
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import ask
from community.remembrance.models import Wish
from community.rooms.models import Room


def past_day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text="For example, 2027-03-27.",
        error_messages={"invalid": "Write the day, for example 2027-03-27."},
    )  # fmt: skip


class NotToCome(forms.Form):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("died_on", "on"):
            if given.get(name) and given[name] > timezone.localdate():
                self.add_error(name, "Choose a day that has come.")
        return given


class DeathForm(NotToCome):
    how_known = forms.CharField(
        label="How do you know?", max_length=300, help_text="For example: their mother rang the ward today."
    )
    died_on = past_day("When did they die?", required=False)


class ToldForm(NotToCome):
    name = forms.CharField(label="Whom did you tell?", max_length=120, required=False)
    on = past_day("When?")


class WishForm(forms.Form):
    wish = forms.ChoiceField(
        label="What becomes of what they wrote?", choices=Wish.choices, widget=forms.RadioSelect
    )
    wished_by = forms.CharField(label="Whose wish is it?", max_length=120)
    words = ask(
        forms.CharField(
            label="What shall their page say?", required=False, max_length=2_000, widget=forms.Textarea,
            help_text="Members who knew them read this. No real name, no place, and nothing about how they died.",
        ),
        rows=4,
    )  # fmt: skip


SAY = """We have sad news. {handle}, who was one of us here, has died.

Some of you will be shaken, and some will not know what to feel. All of it is all right. You can write here, or to the team, or to nobody. We do not speak about how it happened, because that can hurt people who are struggling.

If it brings up thoughts of harming yourself, please do not stay alone with them: press “Help now” at the top of any page."""  # noqa: E501


class RoomsForm(forms.Form):
    rooms = forms.ModelMultipleChoiceField(
        label="Which rooms?", queryset=Room.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose a room."},
    )  # fmt: skip
    title = forms.CharField(label="Title", max_length=120)
    # Made with the page: the same page sent twice is one announcement.
    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    words = ask(
        forms.CharField(label="What do you want to say?", max_length=5_000, widget=forms.Textarea,
                        help_text="You post this in your own name. Change it to what you would say."), rows=10,
    )  # fmt: skip

    def __init__(self, open_to: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rooms"].queryset = open_to  # type: ignore[attr-defined]

    def send_key(self) -> str:
        """Of the page and what it says together: changed and sent again, it is meant."""
        given = self.cleaned_data
        said = [given["key"], given["title"], given["words"], *sorted(room.slug for room in given["rooms"])]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:40]


class UndoForm(forms.Form):
    why = forms.CharField(label="How do you know that it was a mistake?", max_length=200)
