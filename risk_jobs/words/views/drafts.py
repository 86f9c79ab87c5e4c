"""Writing a rule, by its form or as text, and what becomes of a draft."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from community.people.models import Service
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.rooms.models import Room
from risk_jobs.words import actions, builder, live, policies, saved_search, text_form, trying
from risk_jobs.words.forms import ScopeForm, TextForm, WhyForm
from risk_jobs.words.models import Rule, RuleVersion
from risk_jobs.words.publishing import NotReady
from risk_jobs.words.states import State
from risk_jobs.words.text_form import Mistake
from risk_jobs.words.views.rules import find, find_version, rule_page
from search import asking
from search.models import AskedOn

Save = Callable[[str, str], RuleVersion]


def rule_new(request: SignedInRequest) -> HttpResponse:
    """A new rule: empty, or filled in from a search at the desk (`?search=`)."""
    services = Service.objects.where(request.user, Permission.WRITE_RULES)
    require(services.exists(), actions.NOT_YOURS)
    scope = ScopeForm(request.POST or None, services=services)

    def save(text: str, why: str) -> RuleVersion:
        service = scope.chosen() if scope.is_valid() else None
        return actions.start_rule(text=text, service=service, by=request.user, why=why)

    asked = asking.questions_of(request.GET.get("search", ""), page=AskedOn.DESK, by=request.user)
    start = saved_search.as_entry(asked.get("q", ""), owner=request.user.handle)
    return _write(request, start, save, scope=scope, valid=scope.is_valid)


def rule_draft(request: SignedInRequest, ref: str) -> HttpResponse:
    """The next version, begun from one that stands (`?from=`), by default from what is live."""
    here = find(request, ref)
    require(policies.can_write(request.user, here), actions.NOT_YOURS)
    start = _start_from(here, request.GET.get("from", ""))

    def save(text: str, why: str) -> RuleVersion:
        return actions.start_draft(rule=here, text=text, by=request.user, why=why)

    return _write(request, start.text, save, rule=here)


def _start_from(here: Rule, number: str) -> RuleVersion:
    if number.isascii() and number.isdigit() and len(number) < 6:
        found = here.versions.filter(number=int(number)).first()
        if found:
            return found
    return here.versions.filter(state="live").first() or here.versions.all()[0]


def rule_edit(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    version = find_version(request, ref, number)
    require(policies.can_write(request.user, version.rule), actions.NOT_YOURS)
    if version.state != "draft":
        messages.warning(request, "Only a draft can be changed. Start a new version instead.")
        return redirect(version.rule)

    def save(text: str, why: str) -> RuleVersion:
        shown = WhyForm(request.POST)
        shown.is_valid()
        edits = shown.cleaned_data.get("edits")
        return actions.edit_draft(
            version=version, text=text, edits=-1 if edits is None else edits, by=request.user, why=why
        )

    return _write(request, version.text, save, rule=version.rule, version=version)


def _write(request: SignedInRequest, start: str | text_form.Entry, save: Save, **more: Any) -> HttpResponse:
    rule = more.get("rule")
    as_text = "text" in (request.GET.get("as"), request.POST.get("as")) or (rule is not None and rule.is_list)
    return (_as_text if as_text else _as_form)(request, start, save, more)


def _as_text(
    request: SignedInRequest, start: str | text_form.Entry, save: Save, more: dict[str, Any]
) -> HttpResponse:
    begun = start if isinstance(start, str) else text_form.write(start)
    form = TextForm(request.POST or None, initial={"text": begun})
    why = WhyForm(request.POST or None, initial=_why(more))
    mistake: Mistake | None = None
    if request.method == "POST" and form.is_valid() and _all_valid(request, why, more):
        try:
            return _answer(request, form.cleaned_data["text"], save, why, more, form)
        except Mistake as wrong:
            mistake = wrong
            form.add_error("text", str(wrong))
    context = more | {"form": form, "why": why, "mistake": mistake, "operators": builder.OPERATORS}
    return render(request, "words/rule_text.html", context | {"results": None})


def _as_form(
    request: SignedInRequest, start: str | text_form.Entry, save: Save, more: dict[str, Any]
) -> HttpResponse:
    try:
        entry = text_form.fields_of(start) if isinstance(start, str) else start
    except Mistake:
        return _as_text(request, start, save, more)
    initial, counts = builder.initial_of(entry)
    rooms = _rooms(request, more.get("rule"))
    why = WhyForm(request.POST or None, initial=_why(more))
    if request.POST.get("add"):
        typed = builder.typed(request.POST, request.POST.getlist)
        form = builder.RuleForm(initial=typed, rooms=rooms, rows=builder.rows_in(request.POST))
        why = WhyForm(initial=typed)
        return _form_page(request, form, why, more)
    if request.method != "POST":
        return _form_page(request, builder.RuleForm(initial=initial, rooms=rooms, rows=counts), why, more)
    form = builder.RuleForm(request.POST, initial=initial, rooms=rooms, rows=builder.rows_in(request.POST))
    if form.is_valid() and _all_valid(request, why, more):
        try:
            return _answer(request, text_form.write(form.entry()), save, why, more, form)
        except Mistake as wrong:
            form.add_error(None, wrong.message[:1].upper() + wrong.message[1:] + ".")
    return _form_page(request, form, why, more)


def _answer(
    request: SignedInRequest, text: str, save: Save, why: WhyForm, more: dict[str, Any], form: Any
) -> HttpResponse:
    """Saved, or only checked: the examples of what was typed, with what each gives."""
    if request.POST.get("do") == "check":
        rule = more.get("rule")
        if rule is not None and rule.is_list:
            actions.check_text(rule, text)
        results = [] if rule is not None and rule.is_list else _results(text)
        context = more | {"form": form, "why": why, "results": results, "checked": True}
        context |= {"operators": builder.OPERATORS, "groups": _groups(form)}
        page = "rule_text" if isinstance(form, TextForm) else "rule_form"
        return render(request, f"words/{page}.html", context)
    try:
        version = save(text, why.cleaned_data["why"])
    except actions.ChangedMeanwhile as conflict:
        raise Mistake(
            f"{conflict} Copy what you typed, and open the draft again".removesuffix(".")
        ) from conflict
    messages.success(request, f"Saved as draft version {version.number}. A second person can publish it.")
    return redirect(version.rule)


def _results(text: str) -> list[trying.Result]:
    return trying.example_results(trying.rule_in(text), live.current().lists)


def _all_valid(request: SignedInRequest, why: WhyForm, more: dict[str, Any]) -> bool:
    """A check needs no reason; saving does."""
    if request.POST.get("do") == "check":
        return True
    scope_is_valid = more["valid"]() if "valid" in more else True
    return why.is_valid() and scope_is_valid


def _why(more: dict[str, Any]) -> dict[str, Any]:
    version = more.get("version")
    return {"edits": version.edits, "why": version.why} if version else {}


def _rooms(request: SignedInRequest, rule: Rule | None) -> list[tuple[str, str]]:
    rooms = Room.objects.visible_to(request.user)
    if rule is not None and rule.service_id:
        rooms = rooms.filter(service=rule.service_id)
    return [(room.slug, room.name) for room in rooms]


def _groups(form: Any) -> list[tuple[str, str, Any]]:
    if not isinstance(form, builder.RuleForm):
        return []
    return [(name, builder.LABELS[name], form.group(name)) for name in builder.GROUPS]


def _form_page(
    request: SignedInRequest, form: builder.RuleForm, why: WhyForm, more: dict[str, Any]
) -> HttpResponse:
    context = more | {"form": form, "why": why, "operators": builder.OPERATORS, "groups": _groups(form)}
    return render(request, "words/rule_form.html", context)


# --- what becomes of a draft ---------------------------------------------------------------------------
@require_POST
def rule_publish(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    def publish(version: RuleVersion, why: str, edits: int | None) -> str:
        actions.publish(versions=[version], by=request.user, why=why, edits=-1 if edits is None else edits)
        return f"Version {number} is live. Every text said from now on is judged by it."

    return _act(request, ref, number, publish)


@require_POST
def rule_shadow(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    on = request.POST.get("on") != "no"

    def shadow(version: RuleVersion, why: str, edits: int | None) -> str:
        actions.shadow(version=version, by=request.user, on=on)
        return (
            "In shadow: it reads every text and counts. Nobody is alerted." if on else "It is a draft again."
        )

    return _act(request, ref, number, shadow, reason=False)


@require_POST
def rule_retire(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    def retire(version: RuleVersion, why: str, edits: int | None) -> str:
        if "keep" in request.POST:
            actions.keep_live(version=version, by=request.user, why=why)
            return f"Version {number} stays live."
        done = actions.retire(version=version, by=request.user, why=why)
        if done.state == State.LIVE:
            return "You asked to retire it. It stays live until another clinician agrees."
        return f"Version {number} is retired."

    return _act(request, ref, number, retire)


def _act(
    request: SignedInRequest,
    ref: str,
    number: int,
    act: Callable[[RuleVersion, str, int | None], str],
    *,
    reason: bool = True,
) -> HttpResponse:
    version, form = find_version(request, ref, number), WhyForm(request.POST, auto_id=f"id_{number}_%s")
    if reason and not form.is_valid():
        return rule_page(request, version.rule, form=form, refused=number)
    form.is_valid()
    try:
        said = act(version, form.cleaned_data.get("why", ""), form.cleaned_data.get("edits"))
    except NotReady as not_ready:
        return rule_page(request, version.rule, problems=not_ready.problems, refused=number)
    except actions.ChangedMeanwhile as conflict:
        messages.warning(request, str(conflict))
        return redirect(version.rule)
    messages.success(request, said)
    return redirect(version.rule)
