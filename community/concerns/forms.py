from django import forms

from cms.forms import ask
from community.rooms.forms import WHO_READS

WHEN = (("today", "Today"), ("now", "Now: I think they are in danger"))


class ConcernForm(forms.Form):
    """About a person: what one noticed has to be said."""

    words = ask(
        forms.CharField(
            label="What did you notice?", max_length=2_000, widget=forms.Textarea,
            help_text=f"{WHO_READS} Whom it is about never reads this, and is not told that you asked.",
            error_messages={"required": "Say in a few words what you noticed."},
        ),
        rows=4,
    )  # fmt: skip
    when = forms.ChoiceField(
        label="When should they be seen?", choices=WHEN, widget=forms.RadioSelect, initial="today"
    )


class PostConcernForm(ConcernForm):
    """About a post, which speaks for itself."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["words"].required = False
        self.fields["when"].required = False  # one press on the post sends neither
