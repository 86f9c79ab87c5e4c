"""What stands between a request and the building for whoever is signed in: limits of time, the lock, and the draft
of whoever comes too late. Stands before the route guard, which then sees nobody where a session has ended."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from cms import routes
from cms.routes import For
from community.people.models import Person
from community.people.signing_in import devices, drafts, limits, resuming, sessions
from community.people.signing_in.forms import HouseLoginForm

Next = Callable[[HttpRequest], HttpResponse]
OPEN_WHILE_LOCKED = {
    "lock", "mfa_reauthenticate_webauthn", "sign_in_with", "provider_back", "account_logout", "site_exit", "help_now",
    "house_rules", "who_reads", "accessibility",
}  # fmt: skip
# Where a sealed draft may be handed on, in a hidden field of the form.
HANDS_ON = {
    "account_login", "mfa_login_webauthn", "mfa_authenticate", "lock", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "sign_in_with",
}  # fmt: skip
NOTHING_TO_KEEP = {For.ANYONE, For.SIGNED_IN, For.CLOSED}
# What a page asks by itself says nothing of anybody's being there.
BY_ITSELF = {"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"}
KEYS = {"join", "join_key"}
STILL_HERE = "What you wrote is still here. It has not been sent yet."


class Keeper:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = _who(request)
        if person is not None and sessions.has_ended(request.session, person):
            logout(request)
            person = None
        draft = _take_draft(request, person) if person is not None else None
        response = self.get_response(request)
        if draft is not None:
            response = resuming.with_draft(request, response, draft)
        if isinstance(request.user if SESSION_KEY in request.session else None, Person):
            _leave_marks(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if request.method == "POST" and name in HANDS_ON and request.POST.get(drafts.FIELD):
            request.session[drafts.FIELD] = request.POST[drafts.FIELD][: 2 * drafts.LONGEST]
        person = _who(request)
        if person is not None and request.session.get(sessions.LOCKED):
            return None if name in OPEN_WHILE_LOCKED else _at_the_lock(request, person)
        if person is not None and not _by_itself(request, name):
            sessions.touch(request=request, person=person)
        if person is None and match and routes.table().get(match.route, For.CLOSED) not in NOTHING_TO_KEEP:
            return _nobody_any_more(request)
        if name in KEYS:
            return _count_key(request, view, args, kwargs)
        return None


def _who(request: HttpRequest) -> Person | None:
    if SESSION_KEY not in request.session:
        return None
    return request.user if isinstance(request.user, Person) else None


def _by_itself(request: HttpRequest, name: str) -> bool:
    return name in BY_ITSELF or (request.method == "GET" and "HX-Request" in request.headers)


def _leave_marks(request: HttpRequest, response: HttpResponse) -> None:
    assert isinstance(request.user, Person)
    drafts.mark_pages(request, response, request.user)
    if getattr(request, "just_signed_in", False):
        devices.remember(request, response, request.user)


# --- who comes too late ---------------------------------------------------------------------------------
def _nobody_any_more(request: HttpRequest) -> HttpResponse | None:
    """Somebody signed out asks for a page. The guard sends them to sign in; a text is not lost on the way."""
    if "HX-Request" in request.headers:
        return _go(reverse("account_login"), request)
    sealed = drafts.seal(request) if request.method == "POST" else ""
    return sign_in_again(request, sealed) if sealed else None


def sign_in_again(request: HttpRequest, sealed: str) -> HttpResponse:
    """The sign-in page, with the draft in it."""
    form = HouseLoginForm(request=request, initial={drafts.FIELD: sealed})
    context = {"form": form, "kept": sealed, "next": request.get_full_path()}
    response = render(request, "people/sign_in_again.html", context)
    add_never_cache_headers(response)
    return response


def _at_the_lock(request: HttpRequest, person: Person) -> HttpResponse:
    if "HX-Request" in request.headers:
        return _go(reverse("lock"), request)
    if request.method == "POST":
        from community.people.signing_in.lock import lock_page

        return lock_page(request, drafts.seal(request), request.get_full_path())
    return redirect(f"{reverse('lock')}?{urlencode({'next': request.get_full_path()})}")


def _go(where: str, request: HttpRequest) -> HttpResponse:
    """htmx is told to leave the page, instead of putting another into a corner of this one."""
    return HttpResponse(status=204, headers={"HX-Redirect": where})


# --- the draft comes back -------------------------------------------------------------------------------
def _take_draft(request: HttpRequest, person: Person) -> drafts.Draft | None:
    """The draft for the page that is asked for. One that is not this person's is thrown away."""
    sealed = request.session.get(drafts.FIELD)
    if not sealed or request.method != "GET" or request.session.get(sessions.LOCKED):
        return None
    draft = drafts.open_for(sealed, person, request)
    if draft is None:
        del request.session[drafts.FIELD]
        return None
    if draft.path != request.get_full_path():
        return None
    del request.session[drafts.FIELD]
    messages.info(request, STILL_HERE)
    # A form of ours shows what stands in POST; nothing is done with it, because nothing was posted.
    request._post, request._files = draft.fields, MultiValueDict()  # type: ignore[attr-defined]
    return draft


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An old page was sent, from before the last sign-in. Whose it was still gets the text back."""
    match = request.resolver_match
    sealed = drafts.seal(request)
    if sealed and match and routes.table().get(match.route, For.CLOSED) not in NOTHING_TO_KEEP:
        person = _who(request)
        if person is None:
            return sign_in_again(request, sealed)
        if drafts.open_for(sealed, person, request) is not None:
            request.session[drafts.FIELD] = sealed
            return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


# --- keys -----------------------------------------------------------------------------------------------
def _count_key(
    request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Tries at keys are counted by address; one that opens gives back what it took."""
    if request.method != "POST" and "code" not in kwargs:
        return None
    taken = limits.try_key(request)
    if taken is None:
        return render(request, "people/too_many_keys.html", status=429)
    response: HttpResponse = view(request, *args, **kwargs)
    if response.status_code == 302:
        taken.give_back()
    return response
