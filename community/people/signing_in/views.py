"""Where one is signed in, and how to end that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from community.people.requests import SignedInRequest
from community.people.signing_in import sessions


def session_list(request: SignedInRequest) -> HttpResponse:
    here = request.session.session_key
    rows = [(one, one.session_key == here) for one in sessions.of(request.user)]
    return render(
        request, "people/session_list.html", {"rows": rows, "others": any(not own for _one, own in rows)}
    )


@require_POST
def session_end(request: SignedInRequest, ref: str) -> HttpResponse:
    sessions.end(session=get_object_or_404(sessions.of(request.user), ref=ref))
    messages.success(request, "That sign-in has ended.")
    return redirect("session_list")


@require_POST
def session_end_others(request: SignedInRequest) -> HttpResponse:
    sessions.end_all(person=request.user, but=request.session.session_key or "")
    messages.success(request, "You are signed out everywhere else.")
    return redirect("session_list")
