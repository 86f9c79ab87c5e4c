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
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def has_seen(self, other: str) -> None:
        """Pressed again, it is sent knowing of this one."""
        self.data = {**self.data.dict(), "seen": other}  # type: ignore[attr-defined]
