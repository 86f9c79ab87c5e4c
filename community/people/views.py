"""Joining by a key, one question a page."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from community.people import keys
from community.people.avatars import avatars
from community.people.forms import (
    RULES_VERSION,
    AvatarForm,
    CodeForm,
    HandleForm,
    PasswordForm,
    RulesForm,
)
from community.people.signing_in.providers.identities import JOINING, link_on_the_way

KEY, ANSWERS = "joining_key", "joining_answers"
# The way in, in order: step -> its one question.
STEPS: dict[str, type[forms.Form]] = {
    "name": HandleForm,
    "picture": AvatarForm,
    "password": PasswordForm,
    "house-rules": RulesForm,
}


@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Type the code by hand."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _try_key(request, form.cleaned_data["code"])
    return render(request, "people/join.html", {"form": form})


@never_cache
def join_key(request: HttpRequest, code: str) -> HttpResponse:
    """The link on the key. The code leaves the address bar at once."""
    return _try_key(request, code)


def _try_key(request: HttpRequest, code: str) -> HttpResponse:
    digest = keys.digest_of(code)
    try:
        keys.find(digest)
    except keys.KeyNoLongerOpens:
        return _no_longer_opens(request)
    request.session[KEY], request.session[ANSWERS] = digest, {}
    return redirect("join_step", next(iter(STEPS)))


def _no_longer_opens(request: HttpRequest) -> HttpResponse:
    request.session.pop(KEY, None)
    request.session.pop(ANSWERS, None)
    return render(request, "people/join_closed.html", status=404)


@never_cache
def join_step(request: HttpRequest, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    if KEY not in request.session:
        return redirect("join")
    form = STEPS[step](request.POST or None, initial=request.session[ANSWERS])
    if request.method == "POST" and form.is_valid():
        request.session[ANSWERS] = request.session[ANSWERS] | form.cleaned_data
        return redirect(_next_step(request.session[ANSWERS]))
    return render(request, "people/join_step.html", {"form": form, "step": step, "back": _step_before(step)})


def _next_step(answers: dict[str, Any]) -> str:
    """The first question without an answer, or the page that shows them all."""
    for step, form_class in STEPS.items():
        if not form_class.base_fields.keys() <= answers.keys():
            return reverse("join_step", args=[step])
    return reverse("join_check")


def _step_before(step: str) -> str:
    order = list(STEPS)
    place = order.index(step)
    return reverse("join_step", args=[order[place - 1]]) if place else reverse("join")


@never_cache
def join_check(request: HttpRequest) -> HttpResponse:
    """Check answers; then the account is made and the person stands in the lobby."""
    if KEY not in request.session:
        return redirect("join")
    answers = request.session[ANSWERS]
    if (step := _next_step(answers)) != reverse("join_check"):
        return redirect(step)
    if request.method == "POST":
        return _make_account(request, answers)
    return render(
        request, "people/join_check.html", {"answers": answers, "picture": avatars()[answers["avatar"]]}
    )


def _make_account(request: HttpRequest, answers: dict[str, Any]) -> HttpResponse:
    joining = keys.Joining(answers["handle"], answers["avatar"], answers["password"], RULES_VERSION)
    try:
        person = keys.redeem(digest=request.session[KEY], joining=joining)
    except keys.KeyNoLongerOpens:
        return _no_longer_opens(request)
    except IntegrityError:  # somebody took the name while these pages were being filled in
        del answers["handle"]
        request.session.modified = True
        return redirect("join_step", "name")
    identity = request.session.get(JOINING)
    request.session.flush()
    link_on_the_way(person, identity)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    if keys.needs_care(person):
        request.session["care"] = True
    return redirect("lobby")
