"""Who works here, as what. Forms only validate."""

from typing import Any

from django import forms

from cms.forms import ask
from community.people.models import Person, Service
from community.people.policies import roles_to_appoint
from community.people.roles import CARDS, Role


class AppointForm(forms.Form):
    handle = forms.CharField(
        label="Their name here",
        max_length=40,
        help_text="Somebody who works here already. New staff join with a key.",
    )
    role = ask(forms.ChoiceField(label="As what?", widget=forms.RadioSelect))

    def __init__(self, *args: Any, service: Service, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = roles_to_appoint(by, service)
        roles = [role for role in Role if role in allowed]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["role"].asking.hints.update({role.value: CARDS[role].sentence for role in roles})  # type: ignore[attr-defined]

    def clean_handle(self) -> Person:
        """Returns the person. Whether a member has that name is nobody's business here: the same answer."""
        found = Person.objects.filter(
            appointments__isnull=False, handle__iexact=self.cleaned_data["handle"]
        ).first()
        if found is None:
            raise forms.ValidationError("Nobody who works here has that name. New staff join with a key.")
        return found


class EndForm(forms.Form):
    why = forms.CharField(label="Why does it end?", max_length=200)
