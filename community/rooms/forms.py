"""What a member writes. Forms only validate; what was written comes back with every error."""

from django import forms

from cms.forms import ask
from community.rooms.models import Rule
from community.rooms.models.profiles import LONGEST_ABOUT

BODY_LENGTH = 20_000
WHO_READS = "The team and a word list read what you write here. It is not an emergency service."


def _body(label: str) -> forms.CharField:
    return ask(
        forms.CharField(label=label, help_text=WHO_READS, max_length=BODY_LENGTH, widget=forms.Textarea),
        rows=6,
    )


class ThreadForm(forms.Form):
    title = forms.CharField(
        label="What is it about?", help_text="A few words. Everyone in this room sees them.", max_length=120
    )
    body = _body("Your post")


class ReplyForm(forms.Form):
    body = _body("Your reply")
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class EditForm(forms.Form):
    body = _body("Your post")


class AboutForm(forms.Form):
    about = ask(
        forms.CharField(
            label="Something about you, if you like", required=False, max_length=LONGEST_ABOUT, widget=forms.Textarea,
            help_text=f"People in your rooms see it beside your name. Leave it empty to say nothing. {WHO_READS}",
        ),
        rows=4,
    )  # fmt: skip


class RemoveAboutForm(forms.Form):
    why = forms.CharField(
        label="Why does it have to go?", help_text="For the team, in the audit log.", max_length=200
    )


class StoryForm(forms.Form):
    title = forms.CharField(label="What is your story called?", max_length=120)
    body = ask(
        forms.CharField(
            label="Your story", max_length=BODY_LENGTH, widget=forms.Textarea,
            help_text=f"What was hard, what helped, where you are now. Leave numbers out. {WHO_READS}",
        ),
        rows=14,
    )  # fmt: skip


class ReturnStoryForm(forms.Form):
    why = forms.CharField(
        label="What should its author change?",
        help_text="They read this. Be warm, and be plain.",
        max_length=200,
    )


class HideForm(forms.Form):
    rule = forms.ChoiceField(
        label="Which house rule does it break?",
        help_text="Everybody sees this where the post stood.",
        choices=[(rule.value, rule.label.capitalize()) for rule in Rule],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="Why does it have to go?", help_text="For the team, in the audit log.", max_length=200
    )
