"""What was decided about somebody, as they see it; asking somebody else to look again; and the answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cms.routes import gave_enough
from community.moderation import actions, policies
from community.moderation.forms import AnswerForm, AppealForm
from community.moderation.models import Appeal, Decision
from community.moderation.reading import read_appeal, what_next
from community.people.models import Person
from community.people.requests import SignedInRequest
from community.rooms.views.fetching import care_due, remember_care


def _me(request: SignedInRequest) -> Person:
    """Open also to who is suspended; staff give their second factor as everywhere."""
    if not gave_enough(request.session, request.user) or not request.user.is_active:
        raise Http404
    return request.user


def your_decisions(request: SignedInRequest) -> HttpResponse:
    me = _me(request)
    found = Decision.objects.visible_to(me).select_related("measure", "appeal")[:100]
    return render(request, "moderation/your_decisions.html", {"decisions": found})


def decision(request: SignedInRequest, ref: str) -> HttpResponse:
    """What was done, why, what next, and the way to somebody else."""
    me = _me(request)
    joined = Decision.objects.visible_to(me).select_related(
        "measure", "thread__room", "post__in_thread", "room", "service"
    )
    here = get_object_or_404(joined, ref=ref)
    may = policies.can_appeal(me, here)
    form = AppealForm(request.POST or None) if may else None
    if form is not None and request.method == "POST" and form.is_valid():
        _made, said = actions.appeal(decision=here, words=form.cleaned_data["words"], by=me)
        remember_care(request, said)
        messages.success(request, "Somebody else of the team will look at it, and tell you.")
        return redirect("decision", ref)
    context = {
        "decision": here, "appeal": Appeal.objects.filter(decision=here).first(), "form": form,
        "next": what_next(here, me), "care": care_due(request),
    }  # fmt: skip
    return render(request, "moderation/decision.html", context)


def decision_take_back(request: SignedInRequest, ref: str) -> HttpResponse:
    me = _me(request)
    here = get_object_or_404(Appeal.objects.filter(by=me), decision__ref=ref)
    if request.method == "POST":
        try:
            actions.take_back_appeal(appeal=here, by=me)
            messages.success(request, "You took it back.")
        except actions.ChangedMeanwhile as other:
            messages.warning(request, str(other))
    return redirect("decision", ref)


def appeal(request: SignedInRequest, ref: str) -> HttpResponse:
    """Read and answered by somebody other than who decided."""
    rows = Appeal.objects.visible_to(request.user).select_related(
        "decision__measure", "decision__post", "decision__thread__room", "service", "by"
    )
    here = get_object_or_404(rows, ref=ref)
    form = AnswerForm(request.POST or None) if here.is_open else None
    if form is not None and request.method == "POST" and form.is_valid():
        overturn, sentence = form.cleaned_data["outcome"] == "overturn", form.cleaned_data["sentence"]
        try:
            actions.answer_appeal(appeal=here, by=request.user, overturn=overturn, sentence=sentence)
        except actions.ChangedMeanwhile as other:
            form.add_error(None, str(other))
        else:
            messages.success(request, "Answered. They are told what you decided and why.")
            return redirect("moderation")
    text = read_appeal(appeal=here, by=request.user)
    return render(request, "moderation/appeal.html", {"appeal": here, "text": text, "form": form})
