"""The hand-over between shifts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from community.people.models import Service
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from risk_jobs.desk import queue
from risk_jobs.handover import actions, reading
from risk_jobs.handover.forms import HandoverForm
from risk_jobs.handover.models import Handover


def handovers(request: SignedInRequest) -> HttpResponse:
    context = {
        "services": Service.objects.where(request.user, Permission.USE_DESK).order_by("name"),
        "handovers": Handover.objects.visible_to(request.user).select_related(
            "service", "written_by", "signed_by"
        )[:30],
    }
    return render(request, "handover/handovers.html", context)


def handover_new(request: SignedInRequest, service: str) -> HttpResponse:
    here = get_object_or_404(Service.objects.where(request.user, Permission.USE_DESK), slug=service)
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write(service=here, by=request.user, **form.cleaned_data)
        except actions.WrittenMeanwhile as meanwhile:
            form.add_error(None, str(meanwhile))
            form.has_seen(meanwhile.other.ref)
        else:
            messages.success(request, "You have signed. Somebody who comes has to sign too.")
            return redirect("handover", written.ref)
    cases = actions.open_cases(here, by=request.user).select_related("person", "claimed_by")
    context = {"service": here, "form": form, "cases": [(case, queue.due_of(case)) for case in cases]}
    return render(request, "handover/handover_new.html", context)


def handover(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _handover(request, ref)
    actions.record_reading(handover=here, by=request.user)
    context = {"handover": here, "lines": reading.lines_of(here, by=request.user)}
    return render(request, "handover/handover.html", context)


@require_POST
def handover_sign(request: SignedInRequest, ref: str) -> HttpResponse:
    try:
        actions.sign(handover=_handover(request, ref), by=request.user)
    except actions.AlreadySigned:
        messages.warning(request, "Somebody else has signed it meanwhile.")
    else:
        messages.success(request, "Signed. The desk is yours.")
    return redirect("handover", ref)


def _handover(request: SignedInRequest, ref: str) -> Handover:
    seen = Handover.objects.visible_to(request.user).select_related("service", "written_by", "signed_by")
    return get_object_or_404(seen, ref=ref)
