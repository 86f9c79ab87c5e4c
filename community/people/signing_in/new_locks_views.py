"""Giving somebody a new lock, and choosing a password with it."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cms import routes
from cms.forms import ask
from community.people.joining.forms import CodeForm
from community.people.keys import KeyNoLongerOpens, digest_of
from community.people.models import Person
from community.people.requests import SignedInRequest
from community.people.signing_in import limits, new_locks
from community.people.signing_in.fresh import fresh_sign_in_required
from community.people.signing_in.passwords import LONGEST, SHORTEST

CODE = "new_lock"


class GiveForm(forms.Form):
    handle = forms.CharField(
        label="Which name did they choose here?", max_length=40, help_text="Exactly as others see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )  # fmt: skip
    why = forms.CharField(
        label="How do you know that it is them?", max_length=200,
        help_text="For example: seen in clinic today. Do not write their real name.",
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_handle(self) -> Person:
        """Somebody of another service is not known here, so that nobody learns who exists."""
        person = Person.objects.filter(handle__iexact=self.cleaned_data["handle"].strip()).first()
        if person is None or not new_locks.may_give(self.by, person):
            raise forms.ValidationError("Nobody you look after has that name. Check how it is written.")
        return person


class NewPasswordForm(forms.Form):
    password = ask(
        forms.CharField(
            label="Choose a new password", max_length=LONGEST,
            help_text=f"At least {SHORTEST} characters. Four words that belong together only for you work well.",
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        ),
        heading=True,
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Their second factor goes with the old password, so the new one must stand alone."""
        validate_password(self.cleaned_data["password"], Person(handle=self.person.handle))
        password: str = self.cleaned_data["password"]
        return password


@never_cache
def issue(request: SignedInRequest) -> HttpResponse:
    """For whoever gives keys, or runs a service; for others there is no such page."""
    if not new_locks.gives_any(request.user):
        raise Http404
    return _issue(request)


@fresh_sign_in_required
def _issue(request: SignedInRequest) -> HttpResponse:
    """The code is shown in this one answer and cannot be shown again."""
    form = GiveForm(request.POST or None, by=request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/new_lock_issue.html", {"form": form})
    person = form.cleaned_data["handle"]
    _given, code = new_locks.give(person=person, by=request.user, why=form.cleaned_data["why"])
    link = request.build_absolute_uri(reverse("new_lock", args=[code]))
    return render(request, "people/new_lock_shown.html", {"for_whom": person, "code": code, "link": link})


@never_cache
def link(request: HttpRequest, code: str) -> HttpResponse:
    """The link on the paper. The code leaves the address bar at once."""
    taken = limits.try_key(request)
    if taken is None:
        return render(request, "people/too_many_keys.html", status=429)
    digest = digest_of(code)
    try:
        new_locks.find(digest)
    except KeyNoLongerOpens:
        return _no_longer_opens(request)
    taken.give_back()
    request.session[CODE] = digest
    return redirect("new_lock_typed")


@never_cache
@sensitive_post_parameters("password")
def typed(request: HttpRequest) -> HttpResponse:
    """Type the code by hand, or, once it was right, choose the password."""
    if CODE not in request.session:
        form = CodeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return link(request, form.cleaned_data["code"])
        return render(request, "people/join.html", {"form": form})
    try:
        found = new_locks.find(request.session[CODE])
        form = NewPasswordForm(request.POST or None, person=found.person)  # type: ignore[assignment]
        if request.method != "POST" or not form.is_valid():
            return render(request, "people/new_lock.html", {"form": form, "for_whom": found.person})
        person = new_locks.use(digest=request.session[CODE], password=form.cleaned_data["password"])
    except KeyNoLongerOpens:
        return _no_longer_opens(request)
    new_locks.sign_in(request, person)
    if routes.must_give_passkey(person):
        return redirect("mfa_add_webauthn")
    return redirect("mfa_activate_totp" if person.works_here else "lobby")


def _no_longer_opens(request: HttpRequest) -> HttpResponse:
    request.session.pop(CODE, None)
    return render(request, "people/join_closed.html", status=404)
