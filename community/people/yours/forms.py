from django import forms

from cms.forms import ask

STAY, HIDE = "stay", "hide"


class LeaveForm(forms.Form):
    texts = ask(
        forms.ChoiceField(
            label="What shall become of what you wrote?",
            choices=[
                (STAY, "It stays for others to read, as from “a member who left”"),
                (HIDE, "Nobody in the rooms can read it any more"),
            ],
            widget=forms.RadioSelect,
        )
    )
    sure = forms.BooleanField(
        label="I know that this cannot be undone",
        error_messages={"required": "Tick the box to say that you know this cannot be undone."},
    )


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label="Erase me. I know that this cannot be undone",
        error_messages={"required": "Tick the box to say that you know this cannot be undone."},
    )
