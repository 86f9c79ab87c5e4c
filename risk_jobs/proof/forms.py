from django import forms

LENGTHS = (("15", "15 minutes"), ("30", "30 minutes"), ("60", "An hour"), ("120", "Two hours"))


class PauseForm(forms.Form):
    why = forms.CharField(label="What is being done?", max_length=200, min_length=3)
    minutes = forms.TypedChoiceField(
        label="For how long?", choices=LENGTHS, coerce=int, initial="15", widget=forms.RadioSelect,
        help_text="After that, what stands still calls somebody again.",
    )  # fmt: skip
