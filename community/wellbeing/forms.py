from django import forms

from cms.forms import ask

MOODS = [
    ("good", "Good, on the whole"),
    ("tired", "Tired"),
    ("much", "It is too much"),
    ("bad", "Not safe, or hopeless"),
]


class LineForm(forms.Form):
    """Begins with `secret_` so that it is never kept as a draft with a name to it."""

    secret_words = ask(
        forms.CharField(
            label="Say something", max_length=2_000, widget=forms.Textarea,
            help_text="Others see your handle of this week, and the day. No names of patients or colleagues.",
        ),
        rows=3,
    )  # fmt: skip


class MoodForm(forms.Form):
    secret_mood = forms.ChoiceField(
        label="How are you today?",
        choices=MOODS,
        widget=forms.RadioSelect,
        help_text="Nothing of this is kept.",
    )
