"""Joining by a key, one question a page. Answers wait in the session until all are given: the password as its
hash, the contact sealed by the vault. A key that ends on the way says so at the next page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from community.people import keys
from community.people.avatars import avatars
from community.people.joining import agreements, steps
from community.people.joining.forms import CodeForm, ConsentForm, RulesForm
from community.people.joining.steps import ANSWERS, KEY
from community.people.models import Agreement, Key
from community.people.requests import SignedInRequest
from community.people.signing_in.providers.identities import JOINING, link_on_the_way


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
    if request.session.get(KEY) != digest:  # the same link in another tab, or again: the answers stay
        request.session[KEY], request.session[ANSWERS] = digest, {}
    if request.user.is_authenticated:
        return redirect("join_add")
    return redirect("join_step", "name")


def _no_longer_opens(request: HttpRequest) -> HttpResponse:
    request.session.pop(KEY, None)
    request.session.pop(ANSWERS, None)
    return render(request, "people/join_closed.html", status=404)


def _without_a_key(request: HttpRequest) -> HttpResponse:
    """A second press of the last button, an old tab, a cookie that went: say what may have happened."""
    return render(request, "people/join_again.html") if request.method == "POST" else redirect("join")


@never_cache
def join_step(request: HttpRequest, step: str) -> HttpResponse:
    if KEY not in request.session:
        return _without_a_key(request) if step in steps.STEPS else _absent()
    try:
        key = keys.find(request.session[KEY])
    except keys.KeyNoLongerOpens:
        return _no_longer_opens(request)
    if step not in steps.of(key):
        return _absent()
    answers = request.session[ANSWERS]
    form = steps.form_of(step, request.POST or None, key=key, answers=answers)
    if request.method == "POST" and form.is_valid():
        request.session[ANSWERS] = answers | steps.answer_of(step, form, key=key)
        return redirect(_next_step(key, request.session[ANSWERS]))
    context = {"form": form, "step": step, "back": _step_before(key, step), "key": key}
    return render(request, "people/join_step.html", context)


def _absent() -> HttpResponse:
    raise Http404


def _next_step(key: Key, answers: dict[str, Any]) -> str:
    """The first question without an answer, or the page that shows them all."""
    step = steps.first_open(key, answers)
    return reverse("join_step", args=[step]) if step else reverse("join_check")


def _step_before(key: Key, step: str) -> str:
    order = steps.of(key)
    place = order.index(step)
    return reverse("join_step", args=[order[place - 1]]) if place else reverse("join")


@never_cache
def join_check(request: HttpRequest) -> HttpResponse:
    """Check answers; then the account is made and the person stands inside."""
    if KEY not in request.session:
        return _without_a_key(request)
    try:
        key = keys.find(request.session[KEY])
    except keys.KeyNoLongerOpens:
        return _no_longer_opens(request)
    answers = request.session[ANSWERS]
    if step := steps.first_open(key, answers):
        return redirect("join_step", step)
    if request.method == "POST":
        return _make_account(request, key, answers)
    context = {"answers": answers, "picture": avatars()[answers["avatar"]], "key": key}
    return render(request, "people/join_check.html", context | {"reach": steps.reach_in_words(answers)})


def _make_account(request: HttpRequest, key: Key, answers: dict[str, Any]) -> HttpResponse:
    try:
        person = keys.redeem(digest=key.digest, joining=steps.joining(key, answers))
    except keys.KeyNoLongerOpens:
        return _no_longer_opens(request)
    except IntegrityError:  # somebody took the name while these pages were being filled in
        del answers["handle"]
        request.session.modified = True
        messages.warning(
            request, "Somebody took that name a moment ago. Choose another; your other answers are kept."
        )
        return redirect("join_step", "name")
    identity = request.session.get(JOINING)
    request.session.flush()
    link_on_the_way(person, identity)
    login(request, person)
    if keys.needs_care(person):  # a name that asks for help is answered at once, in the lobby
        request.session["care"] = True
        return redirect("lobby")
    return redirect("welcome")


@never_cache
def join_add(request: SignedInRequest) -> HttpResponse:
    """Somebody who is signed in opens another key: are its rooms for this account?"""
    if KEY not in request.session:
        return redirect("join")
    if request.method != "POST":
        return render(request, "people/join_add.html")
    try:
        keys.add_to(digest=request.session[KEY], person=request.user)
    except keys.KeyNoLongerOpens:
        return _no_longer_opens(request)
    except keys.RoomsApart:
        return render(request, "people/join_add.html", {"apart": True})
    request.session.pop(KEY, None)
    request.session.pop(ANSWERS, None)
    messages.success(request, "The rooms of your key are open to you now.")
    return redirect("room_list")


def welcome(request: SignedInRequest) -> HttpResponse:
    return render(request, "people/welcome.html")


@never_cache
def agree(request: SignedInRequest) -> HttpResponse:
    """A new version of the house rules, or of who reads what one writes."""
    missing = agreements.is_missing(request.user)
    forms = [
        form
        for what, form in ((Agreement.What.CONSENT, ConsentForm), (Agreement.What.RULES, RulesForm))
        if what in missing
    ]
    asked = [form(request.POST or None) for form in forms]
    to = request.GET.get("next", "")
    back = to if url_has_allowed_host_and_scheme(to, {request.get_host()}) else reverse("lobby")
    if not missing:
        return redirect(back)
    given = [form.is_valid() for form in asked]
    if request.method == "POST" and all(given):
        agreements.agree(by=request.user)
        return redirect(back)
    wrong = next((form for form in asked if form.errors), None)
    return render(request, "people/agree.html", {"asked": asked, "missing": missing, "form": wrong})
