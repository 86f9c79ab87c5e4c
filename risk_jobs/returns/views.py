"""Who came back or went quiet; one's own days; outages."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from community.people.policies import may
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from risk_jobs.returns import actions, reading, uncounted
from risk_jobs.returns.forms import OutageForm
from risk_jobs.returns.models import Notice

A_PAGE = 25


def returners(request: SignedInRequest) -> HttpResponse:
    seen = Notice.objects.visible_to(request.user).select_related("person", "service", "case")
    page = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    last = reading.last_reconciliation()
    context = {
        "page": page, "last": last, "not_counted": reading.not_counted(request.user),
        "failed": uncounted.of_desk(request.user),
    }  # fmt: skip
    return render(request, "returns/returners.html", context)


def your_days(request: SignedInRequest) -> HttpResponse:
    """Members only: nobody's days who works here are counted."""
    if request.user.works_here:
        raise Http404
    if request.method == "POST" and "count" in request.POST:
        actions.count_again(by=request.user)
        messages.success(request, "Your days are counted again from today.")
        return redirect("your_days")
    if request.method == "POST":
        actions.stop_counting(by=request.user)
        messages.success(request, "Your days are not counted any more. Those we had are deleted.")
        return redirect("your_days")
    context = {"is_off": actions.is_opted_out(request.user), "days": reading.days_kept(request.user)}
    return render(request, "returns/your_days.html", context)


def outages(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Permission.ADMINISTER):
        raise Http404
    form = OutageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_outage(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Written down. Nobody’s silence in that time counts.")
            return redirect("outages")
    return render(request, "returns/outages.html", {"form": form, "outages": reading.outages()})


@require_POST
def outage_end(request: SignedInRequest, number: int) -> HttpResponse:
    if not may(request.user, Permission.ADMINISTER):
        raise Http404
    outage = get_object_or_404(reading.outages(), pk=number)
    actions.end_outage(outage=outage, by=request.user)
    messages.success(request, "It is over.")
    return redirect("outages")
