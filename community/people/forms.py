"""One question a page on the way in. Forms only validate."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.templatetags.static import static

from cms.forms import ask
from community.people.avatars import avatars
from community.people.handles import check_handle, looks_like
from community.people.models import Person

RULES_VERSION = "2026-11"


class CodeForm(forms.Form):
    code = ask(
        forms.CharField(
            label="What is the code on your key?",
            help_text="Your care team gave it to you, on paper or as a link. Spaces and capitals do not matter.",
            max_length=80,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
            ),
        ),
        heading=True,
    )


class HandleForm(forms.Form):
    handle = ask(
        forms.CharField(
            label="What shall we call you here?",
            help_text="Others see this name. Do not use your real name or e-mail, or anything about food, weight "
            "or the body. Letters and dashes only, such as quiet-otter.",
            max_length=30,
            validators=[check_handle],
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
            ),
        ),
        heading=True,
    )

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if Person.objects.filter(handle_looks_like=looks_like(handle)).exists():
            raise forms.ValidationError(
                "Somebody here has that name, or one that looks like it. Choose another."
            )
        return handle


def _picture_of(slug: str) -> str:
    return static(f"alongside/avatars/{slug}.svg")


class AvatarForm(forms.Form):
    avatar = ask(
        forms.ChoiceField(label="Choose a picture", widget=forms.RadioSelect),
        heading=True,
        pictures=_picture_of,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["avatar"].choices = [(avatar.slug, avatar.name) for avatar in avatars().values()]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    password = ask(
        forms.CharField(
            label="Choose a password",
            help_text="At least 15 characters. Four words that belong together only for you work well.",
            max_length=128,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        ),
        heading=True,
    )

    def clean_password(self) -> str:
        """Returns the hash: the password itself goes no further, not even into the session."""
        validate_password(self.cleaned_data["password"])
        return make_password(self.cleaned_data["password"])


class RulesForm(forms.Form):
    agree = forms.BooleanField(
        label="I have read the house rules, and I know that the team and a word list read what I write here",
        error_messages={"required": "Tick the box to say that you have read this."},
    )
