"""The guardian's inbox. Everybody else gets the one 404: the route table sees to that."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from community.guardians import actions, reading
from community.guardians.forms import ActForm, HandOverForm, HoldForm
from community.guardians.unlocked import GuardianRequest, unlocked
from community.people.requests import SignedInRequest
from community.speak_up.actions import NoSuchWay
from community.speak_up.models import Attachment, Reader, Report
from community.speak_up.opening import Opened, number_of
from community.speak_up.sealing import Unreadable

CHANGED = "The report has changed meanwhile. Look at it again."


@unlocked
def guardian(request: GuardianRequest) -> HttpResponse:
    rows = reading.rows(request.guardian, newest_first="newest" in request.GET)
    return render(request, "guardians/guardian.html", {"rows": rows, "today": timezone.localdate(),
                                                       "warnings": reading.warnings()})  # fmt: skip


@unlocked
def guardian_report(request: GuardianRequest, ref: str) -> HttpResponse:
    opened = _opened(request, ref)
    form = ActForm(request.POST or None, report=opened.report)
    if request.method == "POST" and form.is_valid():
        try:
            actions.act(opened=opened, action=form.cleaned_data["step"], text=form.cleaned_data["secret_text"],
                        by=request.guardian)  # fmt: skip
        except NoSuchWay:
            messages.warning(request, CHANGED)
        else:
            messages.success(request, "The reporter can read it with their seven words.")
        return redirect("guardian_report", ref)
    context = {"report": opened.report, "said": opened.said(), "files": opened.files(), "form": form,
               "readers": opened.readers(), "topic": reading.topic_of(opened), "spoiled": opened.spoiled(),
               "today": timezone.localdate()}  # fmt: skip
    return render(request, "guardians/report.html", context)


@unlocked
def guardian_hold(request: GuardianRequest, ref: str) -> HttpResponse:
    opened = _opened(request, ref)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold(opened=opened, held=not opened.report.held, why=form.cleaned_data["secret_why"],
                         by=request.guardian)  # fmt: skip
        except NoSuchWay:
            return _gone(request)
        return redirect("guardian_report", ref)
    return render(request, "guardians/hold.html", {"report": opened.report, "form": form})


@unlocked
def guardian_hand_over(request: GuardianRequest, ref: str) -> HttpResponse:
    opened = _opened(request, ref)
    form = HandOverForm(request.POST or None, report=opened.report)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        to = get_object_or_404(Reader.objects.offered(), pk_number=number_of(given["to"]))
        try:
            actions.hand_over(
                opened=opened, to=to, keep=given["keep"], why=given["secret_why"], by=request.guardian
            )
        except NoSuchWay:
            return _gone(request)
        messages.success(request, f"{to.name} can read it now. The reporter sees that.")
        return redirect("guardian_report" if given["keep"] else "guardian", *([ref] if given["keep"] else []))
    return render(request, "guardians/hand_over.html", {"report": opened.report, "form": form})


@unlocked
def guardian_file(request: GuardianRequest, ref: str, file: str) -> HttpResponse:
    """Never shown in the page: a file of somebody unknown is taken, and opened elsewhere with care."""
    opened = _opened(request, ref)
    try:
        head, data = actions.read_file(opened=opened, ref=file, by=request.guardian)
    except (Attachment.DoesNotExist, Unreadable) as error:
        raise Http404 from error
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{head.name.partition(" ")[0]}"'
    return answer


def guardian_reads(request: SignedInRequest) -> HttpResponse:
    return render(request, "guardians/reads.html", {"entries": reading.reads(by=request.user)})


@unlocked
def guardian_counts(request: GuardianRequest) -> HttpResponse:
    return render(request, "guardians/counts.html", {"quarters": actions.counts()})


def _gone(request: GuardianRequest) -> HttpResponse:
    """Deleted by the reporter while the guardian looked at it."""
    messages.warning(request, CHANGED)
    return redirect("guardian")


def _opened(request: GuardianRequest, ref: str) -> Opened:
    """404 for a report that was not sealed to this guardian. Each opening is in the log."""
    mine = Report.objects.open_to(request.guardian.reader)
    return actions.read(report=get_object_or_404(mine, pk_number=number_of(ref)), by=request.guardian)
