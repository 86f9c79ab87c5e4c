"""Reporting something, and what moderators do with a report."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.moderation import actions, matters, policies
from community.moderation.forms import LeaveForm, ReportForm
from community.moderation.models import Reason, Report, Reported
from community.moderation.things import Thing, of_person, of_post, of_story, of_thread
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms import profiles
from community.rooms.models import Story
from community.rooms.views.fetching import care_due, post_at, remember_care, thread_at

ENOUGH = (
    "You have told us about a lot today, and we have all of it. Somebody is reading. If you are worried about "
    "somebody, choose “I am worried about this person”: that always reaches us."
)


def post_report(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    return report_page(request, of_post(post_at(request, room, thread, number)))


def thread_report(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    return report_page(request, of_thread(thread_at(request, room, thread)))


def story_report(request: SignedInRequest, ref: str) -> HttpResponse:
    seen = Story.objects.visible_to(request.user).select_related("room__service", "author")
    return report_page(request, of_story(get_object_or_404(seen, ref=ref)))


def profile_report(request: SignedInRequest, ref: str) -> HttpResponse:
    shown = profiles.read_profile(ref, request.user)
    require(not shown.is_me, policies.NOT_OWN)
    return report_page(request, of_person(shown.person, request.user))


def report_page(request: SignedInRequest, thing: Thing) -> HttpResponse:
    require(policies.can_report(request.user, thing.about), policies.NOT_OWN)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, words = Reason(form.cleaned_data["reason"]), form.cleaned_data["words"]
        try:
            _one, said = actions.report(thing=thing, reason=reason, words=words, by=request.user)
        except actions.TooManyReports:
            form.add_error("reason", ENOUGH)
        else:
            remember_care(request, said)
            messages.success(
                request, "Thank you. The team has it, and will tell you when it has been dealt with."
            )
            return redirect("your_reports")
    return render(request, "moderation/report.html", {"thing": thing, "form": form})


def your_reports(request: SignedInRequest) -> HttpResponse:
    """What one has reported, and whether it has been dealt with."""
    sent = Report.objects.visible_to(request.user).select_related("reported").order_by("-at")[:100]
    return render(request, "moderation/your_reports.html", {"sent": sent, "care": care_due(request)})


def _one(request: SignedInRequest, ref: str) -> Reported:
    seen = Reported.objects.visible_to(request.user).select_related("service", "room", "about", "decided_by")
    return get_object_or_404(seen, ref=ref)


def reported(request: SignedInRequest, ref: str) -> HttpResponse:
    """Everything that was said about one thing, and what can be done. Every reading is in the audit log."""
    return _page(request, _one(request, ref), None)


def _page(request: SignedInRequest, one: Reported, form: LeaveForm | None) -> HttpResponse:
    matter = matters.read(reported=one, by=request.user)
    form = form or LeaveForm(initial={"seen": one.version})
    return render(request, "moderation/reported.html", {"matter": matter, "one": one, "form": form})


def reported_leave(request: SignedInRequest, ref: str) -> HttpResponse:
    one, form = _one(request, ref), LeaveForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return _page(request, one, form if request.method == "POST" else None)
    given = form.cleaned_data
    try:
        actions.leave(reported=one, why=given["why"], seen=given["seen"] or None, by=request.user)
    except actions.ChangedMeanwhile as other:
        messages.warning(request, str(other))
        return _page(request, _one(request, ref), LeaveForm({**given, "seen": _one(request, ref).version}))
    messages.success(request, "Left as it is. Who reported it is told that you read it.")
    return redirect("moderation")


def reported_raise(request: SignedInRequest, ref: str) -> HttpResponse:
    one = _one(request, ref)
    if request.method == "POST":
        actions.raise_reported(reported=one, by=request.user)
        messages.success(request, "A clinician has it on the desk, to be read today.")
    return redirect("reported", ref)
