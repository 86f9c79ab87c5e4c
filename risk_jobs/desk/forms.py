from django import forms

from cms.forms import ask
from risk_jobs.desk.states import Outcome


class NoteForm(forms.Form):
    text = ask(forms.CharField(label="Note", max_length=4_000, widget=forms.Textarea), rows=3, count=False)


class CloseForm(forms.Form):
    outcome = ask(
        forms.ChoiceField(label="What came of it?", choices=Outcome.choices, widget=forms.RadioSelect),
        small=True,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
