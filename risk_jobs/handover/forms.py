from django import forms

from cms.forms import ask


class HandoverForm(forms.Form):
    words = ask(
        forms.CharField(
            label="What else should whoever comes know?", required=False, max_length=4_000, widget=forms.Textarea,
            help_text="The cases above are part of the note by themselves.",
        ),
        rows=6,
    )  # fmt: skip
