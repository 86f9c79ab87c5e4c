"""Apart from `sign_in.py`, because allauth's forms read the adapter that stands there."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms


class HouseLoginForm(LoginForm):
    """Asks for the name one chose. There is no "forgot password" link: the care team opens the door again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Your name here"
        self.fields["login"].widget = forms.TextInput(
            attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        )
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        """A database that ignores case reads "m\u0131a" as "mia"; so must the count of wrong passwords."""
        login: str = super().clean_login()
        return login.upper().lower()
