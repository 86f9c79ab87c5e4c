"""Fields that begin with `secret_` are never kept as a draft (community.people.signing_in.drafts)."""

from typing import Any

from django import forms

from cms.forms import ask
from community.guardians.ceremony import SHORTEST
from community.speak_up.models import Reader, Report
from community.speak_up.states import WAYS

PASSPHRASE = forms.PasswordInput(attrs={"autocomplete": "off"})
STEPS = {
    "acknowledge": "Acknowledge it: I have read it",
    "look": "We are looking at it",
    "answer": "Give feedback: this is what was done",
    "close": "Close it",
    "open again": "Open it again",
}


class UnlockForm(forms.Form):
    secret_words = forms.CharField(
        label="Your passphrase", max_length=200, widget=PASSPHRASE, help_text="It is not your password."
    )


class NewPassphrase(forms.Form):
    secret_words = forms.CharField(
        label="A new passphrase", max_length=200, min_length=SHORTEST, widget=PASSPHRASE,
        help_text=f"At least {SHORTEST} characters, for example six words. Nobody can reset it: without it and without the"
        " holders of the recovery key your reports are lost.",
        error_messages={"min_length": f"Use at least {SHORTEST} characters."},
    )  # fmt: skip
    secret_again = forms.CharField(label="The same again", max_length=200, widget=PASSPHRASE)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("secret_words") and given.get("secret_words") != given.get("secret_again"):
            self.add_error("secret_again", "The two are not the same. Type both again.")
        return given


class KeyForm(NewPassphrase):
    name = forms.CharField(
        label="Your name, as reporters see it", max_length=80, help_text="They choose whom they trust."
    )
    says = forms.CharField(
        label="Who you are, in a sentence", max_length=200, help_text="Your post, and whom you answer to."
    )
    outside = forms.BooleanField(label="I do not work for the trust", required=False)
    mail_to = forms.EmailField(
        label="Where to remind you",
        required=False,
        help_text="At two fixed hours a day a mail says that you should look, whatever came.",
    )
    field_order = ["name", "says", "outside", "mail_to", "secret_words", "secret_again"]


class RecoverForm(NewPassphrase):
    secret_part_1 = ask(
        forms.CharField(label="The words of one holder", max_length=600, widget=forms.Textarea),
        rows=4,
        count=False,
    )
    secret_part_2 = ask(
        forms.CharField(label="The words of another", max_length=600, widget=forms.Textarea),
        rows=4,
        count=False,
    )
    field_order = ["secret_part_1", "secret_part_2", "secret_words", "secret_again"]


class ActForm(forms.Form):
    """A reply, with or without a step. Only closing and opening again need no more than a word."""

    secret_text = ask(
        forms.CharField(label="What do you want to tell them?", max_length=20_000, widget=forms.Textarea),
        rows=6,
    )
    step = forms.ChoiceField(label="And the report?", widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [way.action for way in WAYS if way.source == report.state and way.action in STEPS]
        self.fields["step"].choices = [("", "Leave it where it is"), *((one, STEPS[one]) for one in ways)]  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    secret_why = forms.CharField(label="Why?", max_length=500, help_text="The reporter reads it.")


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label="To whom?", widget=forms.RadioSelect)
    keep = forms.BooleanField(label="I go on reading it too", required=False)
    secret_why = forms.CharField(label="Why?", max_length=500, help_text="The reporter reads it.")

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        have_it = report.keys.exclude(reader=None).values_list("reader", flat=True)
        others = Reader.objects.offered().exclude(pk_number__in=list(have_it))
        self.fields["to"].choices = [(one.ref, f"{one.name}: {one.says}") for one in others]  # type: ignore[attr-defined]
