"""The list, a rule's page, a comparison, and trying."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.people.models import Service
from community.people.policies import may
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from risk_jobs.words import listing, live, policies, text_form, trying
from risk_jobs.words.forms import DaysForm, FilterForm, TryForm, WhyForm
from risk_jobs.words.models import Rule, RuleVersion
from search import asking
from search.models import AskedOn


def rules(request: SignedInRequest) -> HttpResponse:
    """The words of a filter are kept for a while and stand in no address, as those of a search."""
    services = Service.objects.where(request.user, Permission.USE_DESK)
    name = request.GET.get("filter", "")
    kept = asking.questions_of(name, page=AskedOn.RULES, by=request.user)
    form = FilterForm(request.POST or kept or None, services=services)
    if request.method == "POST" and form.is_valid():
        questions = {field: request.POST[field] for field in form.fields if request.POST.get(field)}
        asked = asking.ask(questions=questions, page=AskedOn.RULES, by=request.user)
        return redirect(f"{reverse('rules')}?{urlencode({'filter': asked.ref})}")
    return _rules_page(request, form, name if kept else "")


def _rules_page(request: SignedInRequest, form: FilterForm, name: str) -> HttpResponse:
    asked = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    found = listing.filtered(Rule.objects.visible_to(request.user), asked, today)
    found = found.select_related("service").prefetch_related(listing.open_versions())
    page = Paginator(found, listing.A_PAGE).get_page(request.GET.get("page"))
    rows = listing.rows(page, by=request.user, today=today)
    context = {
        "filters": form,
        "page": page,
        "filter": name,
        "kinds": listing.lists_first(rows),
        "trouble": live.current().trouble,
        "can_write": may(request.user, Permission.WRITE_RULES),
    }
    return render(request, "words/rules.html", context)


@require_safe
def rule(request: SignedInRequest, ref: str) -> HttpResponse:
    return rule_page(request, find(request, ref))


def find(request: SignedInRequest, ref: str) -> Rule:
    return get_object_or_404(Rule.objects.visible_to(request.user).select_related("service"), ref=ref)


def find_version(request: SignedInRequest, ref: str, number: int) -> RuleVersion:
    here = find(request, ref)
    versions = here.versions.select_related("rule__service", "created_by", "published_by")
    return get_object_or_404(versions, number=number)


def rule_page(request: SignedInRequest, here: Rule, **more: Any) -> HttpResponse:
    """`more`: what an action on this page has to say; a problem answers 409."""
    versions = list(here.versions.select_related("created_by", "published_by").prefetch_related("events__by"))
    person = request.user
    current = next((one for one in versions if one.state == "live"), versions[0])
    current.rule = here
    context = {
        "rule": here,
        "versions": versions,
        "current": current,
        "asked_to_retire": current.asked_to_retire,
        "can_retire": policies.can_retire(person, current),
        "drafts": [_draft(request, one, here, more) for one in versions if one.is_open],
        "figures": None if here.is_list else listing.figures_of(here, by=person),
        "can_write": policies.can_write(person, here),
        "days_form": DaysForm(),
        "try_form": TryForm(),
    }
    return render(request, "words/rule.html", context | more, status=409 if more.get("problems") else 200)


def _draft(
    request: SignedInRequest, version: RuleVersion, here: Rule, more: dict[str, Any]
) -> dict[str, Any]:
    version.rule = here
    can_publish = policies.can_publish(request.user, version)
    question = "Why do you publish it, or drop it?" if can_publish else "Why do you drop it?"
    return {
        "version": version,
        "can_publish": can_publish,
        "second": policies.is_second_person(request.user, version),
        "examples": [] if here.is_list else examples_of(version),
        "trials": list(version.trials.all()[:3]),
        "why": _reason(version, more).asks(question),
    }


def _reason(version: RuleVersion, more: dict[str, Any]) -> WhyForm:
    """Empty, or as it was sent and refused."""
    sent = more.get("form") if more.get("refused") == version.number else None
    if isinstance(sent, WhyForm):
        return sent
    return WhyForm(initial={"edits": version.edits}, auto_id=f"id_{version.number}_%s")


def examples_of(version: RuleVersion) -> list[trying.Result]:
    """None where the draft names something that the live lists no longer have; publishing says so."""
    try:
        return trying.example_results(trying.rule_in(version.text, version.number), live.current().lists)
    except text_form.Mistake:
        return []


@require_safe
def rule_compare(request: SignedInRequest, ref: str) -> HttpResponse:
    here = find(request, ref)
    numbers = [_number(request.GET.get(name)) for name in ("old", "new")]
    old, new = (get_object_or_404(here.versions, number=number) for number in numbers)
    lines = listing.compared(old.text, new.text)
    versions = here.versions.values_list("number", flat=True)
    context = {"rule": here, "old": old, "new": new, "lines": lines, "numbers": versions}
    return render(request, "words/rule_compare.html", context)


def _number(written: str | None) -> int:
    if not written or not written.isascii() or not written.isdigit() or len(written) > 6:
        raise Http404
    return int(written)


def rules_try(request: SignedInRequest) -> HttpResponse:
    """Paste a text and see what the live rules make of it."""
    form = TryForm(request.POST or None)
    read = trying.read_text(form.cleaned_data["text"]) if form.is_valid() else None
    return render(request, "words/rules_try.html", {"form": form, "read": read})


def rule_try(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """The same with one version of a rule beside the others."""
    version = find_version(request, ref, number)
    if version.rule.is_list:
        raise Http404
    form, read, mistake = TryForm(request.POST or None), None, None
    if form.is_valid():
        try:
            read = trying.read_text(form.cleaned_data["text"], trying.rule_in(version.text, number))
        except text_form.Mistake as wrong:
            mistake = wrong
    context = {"form": form, "read": read, "version": version, "rule": version.rule, "mistake": mistake}
    return render(request, "words/rules_try.html", context)
