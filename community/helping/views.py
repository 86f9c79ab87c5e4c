"""The helper's page, and the rota at the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.helping import actions, policies
from community.helping.forms import BreakForm, CheckForm, SessionForm
from community.helping.models import Session
from community.helping.page import read_page
from community.people.models import Service
from community.people.requests import SignedInRequest
from community.people.roles import Permission


def helping(request: SignedInRequest) -> HttpResponse:
    """Somebody who is no helper reads here what helpers do."""
    return render(request, "helping/helping.html", {"page": read_page(request.user), "form": BreakForm()})


def welfare_check(request: SignedInRequest) -> HttpResponse:
    """Three questions to oneself. If it is hard, the team is one press away; they learn only that one asks."""
    if not policies.helps_in(request.user):
        return redirect("helping")
    if request.method == "POST" and "ask" in request.POST:
        conversation = actions.ask_the_team(by=request.user)
        messages.success(request, "The team knows that you would like to talk.")
        return redirect("conversation", conversation.ref)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        checked = actions.check(by=request.user, **form.answers())
        return render(request, "helping/checked.html", {"checked": checked})
    return render(request, "helping/welfare_check.html", {"form": form})


def helper_break(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST" or not policies.helps_in(request.user):
        return redirect("helping")
    if "end" in request.POST:
        actions.come_back(by=request.user)
        messages.success(request, "Welcome back.")
        return redirect("helping")
    form = BreakForm(request.POST)
    if not form.is_valid():
        return render(request, "helping/helping.html", {"page": read_page(request.user), "form": form})
    actions.rest(by=request.user, last_day=form.cleaned_data["last_day"])
    messages.success(request, "Have a good rest. The team knows; nobody else is told.")
    return redirect("helping")


def session_sign_up(request: SignedInRequest, ref: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.user), ref=ref)
    if request.method == "POST" and "off" in request.POST:
        actions.sign_off(session=session, by=request.user)
        messages.success(request, "You are not signed up any more.")
    elif request.method == "POST":
        if actions.sign_up(session=session, by=request.user):
            messages.success(request, "You are signed up. Thank you.")
        else:
            messages.warning(request, "There is no place left in this session.")
    return redirect("helping")


def rota(request: SignedInRequest, service: str) -> HttpResponse:
    here = get_object_or_404(Service.objects.where(request.user, Permission.MODERATE), slug=service)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.plan_session(service=here, by=request.user, **form.cleaned_data)
        messages.success(request, "The session is on the rota.")
        return redirect("rota", service)
    coming = Session.objects.to_come().filter(service=here).with_sign_ups()
    return render(request, "helping/rota.html", {"service": here, "sessions": coming, "form": form})


def session_cancel(request: SignedInRequest, service: str, ref: str) -> HttpResponse:
    kept = Service.objects.where(request.user, Permission.MODERATE).filter(slug=service)
    session = get_object_or_404(Session.objects.filter(service__in=kept).select_related("service"), ref=ref)
    if request.method == "POST":
        actions.cancel_session(session=session, by=request.user)
        messages.success(request, "The session is cancelled.")
    return redirect("rota", service)
