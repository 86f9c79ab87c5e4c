"""The pages under `you/`: what a member decides about their own account."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.people.requests import SignedInRequest
from community.people.signing_in.fresh import fresh_sign_in_required
from community.people.yours import copies, holdings, leaving
from community.people.yours.forms import HIDE, EraseForm, LeaveForm
from community.people.yours.models import DataCopy


@never_cache
def you(request: SignedInRequest) -> HttpResponse:
    return render(request, "people/you.html")


@fresh_sign_in_required
def your_data(request: SignedInRequest) -> HttpResponse:
    newest = DataCopy.objects.visible_to(request.user).order_by("-asked_at").first()
    return render(request, "people/your_data.html", {"copy": newest, "parts": holdings.all_holdings()})


@require_POST
@fresh_sign_in_required
def your_data_ask(request: SignedInRequest) -> HttpResponse:
    copies.ask(person=request.user, by=request.user)
    return redirect("your_data")


@fresh_sign_in_required
def your_data_file(request: SignedInRequest, ref: str) -> HttpResponse:
    ready = DataCopy.objects.visible_to(request.user).exclude(ready_at=None)
    answer = HttpResponse(copies.opened(get_object_or_404(ready, ref=ref)), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="your-data.zip"'
    return answer


@fresh_sign_in_required
def leave(request: SignedInRequest) -> HttpResponse:
    form = LeaveForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/leave.html", {"form": form, "kept": _kept()})
    hide = form.cleaned_data["texts"] == HIDE
    leaving.leave(person=request.user, hide_texts=hide, by=request.user)
    return _goodbye(request, erased=False)


@fresh_sign_in_required
def erase(request: SignedInRequest) -> HttpResponse:
    form = EraseForm(request.POST or None)
    why = holdings.why_it_waits(request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/erase.html", {"form": form, "kept": _kept(), "waits": why})
    leaving.ask_for_erasure(person=request.user, by=request.user)
    return _goodbye(request, erased=True, waits=why)


def _kept() -> list[tuple[str, str]]:
    return [(holding.title, holding.kept) for holding in holdings.all_holdings() if holding.kept]


def _goodbye(request: SignedInRequest, **said: object) -> HttpResponse:
    logout(request)
    return render(request, "people/goodbye.html", said)
