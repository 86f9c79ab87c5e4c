"""The rota, and how one is reached."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from community.people.requests import SignedInRequest
from risk_jobs.desk.queue import waiting_in
from risk_jobs.on_call import actions, policies, rota
from risk_jobs.on_call.forms import DutyForm, ReachForm
from risk_jobs.on_call.models import Duty


def on_call(request: SignedInRequest) -> HttpResponse:
    """Where an alert leads to: what waits, in numbers, and who is on call."""
    form = ReachForm(request.POST or None, initial=rota.reached_by(request.user))
    if request.method == "POST" and form.is_valid():
        actions.say_how_reached(by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. Send yourself a test to be sure.")
        return redirect("on_call")
    services = rota.rotas_of(request.user)
    waiting = waiting_in([one.service.pk for one in services])
    context = {
        "services": [(one, waiting.get(one.service.pk), rota.next_gap(one.service)) for one in services],
        "mine": rota.mine(request.user),
        "form": form,
    }
    return render(request, "on_call/on_call.html", context)


@require_POST
def on_call_test(request: SignedInRequest) -> HttpResponse:
    ways = actions.call_myself(by=request.user)
    if ways:
        messages.success(request, "A test is on its way. It should reach you within a minute.")
    else:
        messages.warning(
            request, "There is no way to reach you yet. Write down an e-mail address or a number."
        )
    return redirect("on_call")


def on_call_rota(request: SignedInRequest, service: str) -> HttpResponse:
    here = get_object_or_404(rota.services_seen_by(request.user), slug=service)
    form = DutyForm(here, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_on_rota(service=here, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "It is on the rota.")
            return redirect("on_call_rota", service)
    context = {
        "service": here,
        "duties": rota.coming(request.user, here),
        "gaps": rota.gaps_of(here),
        "tired": rota.tired(here),
        "keeps": policies.keeps_rota(request.user, here),
        "form": form,
    }
    return render(request, "on_call/on_call_rota.html", context)


@require_POST
def duty_cancel(request: SignedInRequest, service: str, ref: str) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.visible_to(request.user), ref=ref, service__slug=service)
    actions.take_off(duty=duty, by=request.user)
    messages.success(request, "It is off the rota.")
    return redirect("on_call_rota", service)
