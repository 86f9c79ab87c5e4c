"""The staff's page about how the building is."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cms.health import parts
from community.people.policies import may
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from risk_jobs.proof import pauses
from risk_jobs.proof.forms import PauseForm
from risk_jobs.proof.models import Pause


def status(request: SignedInRequest) -> HttpResponse:
    said = parts.answers(fresh=True)
    whole = all(answer.ok for answer in said.values())
    context = {"parts": said, "whole": whole, "pause": pauses.in_force()}
    context["administers"] = may(request.user, Permission.ADMINISTER)
    return render(request, "proof/status.html", context)


def planned_work(request: SignedInRequest) -> HttpResponse:
    """Announced here or by `manage.py planned_work`, so that a restart wakes nobody."""
    if not may(request.user, Permission.ADMINISTER):
        raise Http404
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pauses.begin(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, "Announced. Until then nobody is called because the building stands still."
            )
            return redirect("planned_work")
    context = {"form": form, "now": pauses.in_force(), "past": Pause.objects.select_related("made_by")[:25]}
    return render(request, "proof/planned_work.html", context)


@require_POST
def planned_work_end(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Permission.ADMINISTER):
        raise Http404
    pauses.end(by=request.user)
    messages.success(request, "The work is done. What stands still calls somebody again.")
    return redirect("planned_work")
