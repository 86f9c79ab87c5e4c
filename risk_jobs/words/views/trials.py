"""Back-tests and looks back: asking, progress, and the sample to judge."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from community.people.requests import SignedInRequest
from risk_jobs.words import policies, trials
from risk_jobs.words.actions import ChangedMeanwhile
from risk_jobs.words.forms import DaysForm
from risk_jobs.words.models import Rule, Trial, TrialKind
from risk_jobs.words.views.rules import find_version, rule_page


@require_POST
def rule_read_back(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """A draft is back-tested, a live rule looks back."""
    version, form = find_version(request, ref, number), DaysForm(request.POST)
    if not form.is_valid():
        return rule_page(request, version.rule, form=form, days_form=form)
    kind = TrialKind.LOOK_BACK if request.POST.get("kind") == TrialKind.LOOK_BACK else TrialKind.BACK_TEST
    try:
        asked = trials.start(version=version, kind=kind, by=request.user, days=form.cleaned_data["days"])
    except ChangedMeanwhile as conflict:
        messages.warning(request, str(conflict))
        return redirect(version.rule)
    return redirect("trial", asked.ref)


@require_safe
def trial(request: SignedInRequest, ref: str) -> HttpResponse:
    here = find_trial(request, ref)
    sample = trials.sample_for(here, by=request.user) if here.finished_at else []
    context = {
        "trial": here,
        "rule": here.version.rule,
        "expected": trials.expected(here),
        "judged": trials.judged(here),
        "sample": sample,
        "can_judge": policies.can_write(request.user, here.version.rule),
        "minutes": trials.MINUTES,
    }
    return render(request, "words/trial.html", context)


def find_trial(request: SignedInRequest, ref: str) -> Trial:
    rules = Rule.objects.visible_to(request.user)
    seen = Trial.objects.filter(version__rule__in=rules)
    return get_object_or_404(seen.select_related("version__rule__service", "asked_by"), ref=ref)


@require_POST
def trial_judge(request: SignedInRequest, ref: str, hit: int) -> HttpResponse:
    here = find_trial(request, ref)
    found = here.found.select_related("utterance", "trial__version__rule")
    one = get_object_or_404(found, pk=hit)
    trials.judge_hit(hit=one, useful=request.POST.get("useful") == "yes", by=request.user)
    return redirect("trial", ref)
