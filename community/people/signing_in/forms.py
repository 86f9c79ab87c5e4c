"""Apart from `adapters.py`, because allauth's forms read the adapter that stands there."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms

from community.people.signing_in.passwords import FOUR_WORDS, LONGEST, shortest_for


class HouseLoginForm(LoginForm):
    """Asks for the name one chose. There is no "forgot password" link: the care team opens the door again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Your name here"
        self.fields["login"].widget = forms.TextInput(
            attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        )
        self.fields["password"].help_text = ""
        self.fields["password"].max_length = LONGEST
        # What somebody was writing when they were signed out, sealed: see drafts.py.
        self.fields["kept"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_login(self) -> str:
        """A database that ignores case reads "m\u0131a" as "mia"; so must the count of wrong passwords."""
        login: str = super().clean_login()
        return login.upper().lower()


class HousePasswordForm(ChangePasswordForm):
    """Asks once for the new password: the field can show what was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Your password now"
        self.fields["password1"].label = "Your new password"
        shortest = shortest_for(self.user)
        self.fields["password1"].help_text = f"At least {shortest} characters. {FOUR_WORDS}"
        self.fields["password1"].max_length = LONGEST
        del self.fields["password2"]
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
