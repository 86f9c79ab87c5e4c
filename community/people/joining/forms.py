"""One question a page on the way in. Forms only validate."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.templatetags.static import static

from cms.forms import ask
from community.people.avatars import avatars
from community.people.joining.handles import check_handle, check_nobody_of_the_team, looks_like, parts_of
from community.people.joining.names import suggestion
from community.people.models import Key, Person, WordList
from community.people.vault import actions as vault


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
    """Each refusal says kindly what to change, and suggests a name that is free."""

    handle = ask(
        forms.CharField(
            label="What shall we call you here?",
            help_text="Others see this name. Do not use your real name or e-mail, or anything about food, weight "
            "or the body. Letters and dashes only, such as quiet-otter.",
            max_length=30,
            error_messages={
                "max_length": "Use 3 to 30 letters and dashes, starting with a letter. Leave numbers out."
            },
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
            ),
        ),
        heading=True,
    )

    def __init__(self, *args: Any, key: Key, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        try:
            self._check(handle)
        except forms.ValidationError as told:
            name = suggestion()
            raise forms.ValidationError(
                f"{told.messages[0]}{f' How about {name}?' if name else ''}"
            ) from None
        return handle

    def _check(self, handle: str) -> None:
        check_handle(handle)
        if not self.key.is_for_staff:
            check_nobody_of_the_team(handle)
        if _has_word_refused(handle, self.key):
            raise forms.ValidationError("That name has a word in it that we do not use in names here.")
        if vault.gives_away(key=self.key, handle=handle):
            raise forms.ValidationError("That name could tell others who you are.")
        if Person.objects.filter(handle_looks_like=looks_like(handle)).exists():
            raise forms.ValidationError(
                "Somebody here has that name, or one that looks like it. Choose another."
            )


def _has_word_refused(handle: str, key: Key) -> bool:
    """Words that the service of the key keeps out of names: its wards, its staff. A short word as a word of the name,
    a longer one anywhere in it, however it is spelt."""
    lists = WordList.objects.filter(service=key.service_id, use=WordList.Use.NAMES)
    refused = {looks_like(word) for each in lists for word in each.lines()} - {""}
    whole, parts = looks_like(handle), {looks_like(part) for part in (*parts_of(handle), handle)}
    return any(word in (whole if len(word) >= 4 else parts) for word in refused)


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

    def __init__(self, *args: Any, handle: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handle = handle

    def clean_password(self) -> str:
        """Returns the hash: the password itself goes no further, not even into the session."""
        validate_password(self.cleaned_data["password"], Person(handle=self.handle))
        return make_password(self.cleaned_data["password"])


class ConsentForm(forms.Form):
    consent = forms.BooleanField(
        label="I know that the team and a word list read what I write here, and that nobody watches at every moment",
        error_messages={"required": "Tick the box to say that you have read this."},
    )


class RulesForm(forms.Form):
    agree = forms.BooleanField(
        label="I have read the house rules and will keep to them",
        error_messages={"required": "Tick the box to say that you have read this."},
    )
