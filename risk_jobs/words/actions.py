"""Everything that changes a rule. Each action leaves a line in the rule's history and in the audit log."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from cms.states import leads
from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require
from risk_jobs.screening.rules import BadRule
from risk_jobs.words import lists, live, policies, publishing, states, text_form
from risk_jobs.words.models import Rule, RuleEvent, RuleSet, RuleVersion
from risk_jobs.words.models.rules import new_token
from risk_jobs.words.publishing import Trial
from risk_jobs.words.states import State

NOT_YOURS = "Only clinicians of the service can write its rules."
SECOND = "Another clinician has to publish this: you wrote or edited it."
SECOND_RETIRES = "Another clinician has to retire this: you asked for it."
TRIES = 3


class ChangedMeanwhile(Exception):
    """Somebody else changed it since the page was shown. Nothing was done."""


@transaction.atomic
def start_rule(*, text: str, service: Service | None, by: Person, why: str = "") -> RuleVersion:
    """A new rule with its first draft. Raises text_form.Mistake where the text cannot be read."""
    require(policies.can_write_for(by, service.pk if service else None), NOT_YOURS)
    fields = text_form.check(text, 1, live.current().lists)
    if Rule.objects.filter(name_id=fields.id).exists():
        raise text_form.Mistake(f"there is a rule “{fields.id}” already; give this one another id")
    rule = Rule.objects.create(name_id=fields.id, service=service, **_columns(fields))
    return _new_version(rule, text, by=by, why=why)


@transaction.atomic
def start_draft(*, rule: Rule, text: str, by: Person, why: str = "") -> RuleVersion:
    """The next version of a rule or a list, as a draft beside the live one."""
    require(policies.can_write(by, rule), NOT_YOURS)
    rule = Rule.objects.select_for_update(no_key=True, of=("self",)).get(pk=rule.pk)
    check_text(rule, text)
    return _new_version(rule, text, by=by, why=why)


@transaction.atomic
def edit_draft(*, version: RuleVersion, text: str, edits: int, by: Person, why: str = "") -> RuleVersion:
    """Change a draft. `edits` is the count that the page showed: two who edit do not overwrite one another."""
    version = _lock(version, by)
    if version.state != State.DRAFT or version.edits != edits:
        raise ChangedMeanwhile("Somebody changed this draft meanwhile. Nothing of yours was saved.")
    check_text(version.rule, text)
    version.text, version.edited_by, version.edits = text, by, version.edits + 1
    version.why = why or version.why
    version.save(update_fields=["text", "edited_by", "edits", "why"])
    version.editors.add(by)
    if not version.rule.versions.filter(published_at__isnull=False).exists():
        _copy_columns(version)
    _note(version, "edited", by=by, why=why)
    return version


def publish(*, versions: Iterable[RuleVersion], by: Person, why: str = "", edits: int | None = None,
            now: datetime | None = None) -> list[RuleVersion]:  # fmt: skip
    """Make drafts live, all of them or none. They are compiled and their examples tried before anything is
    locked; if another set was published in that time, it is tried again with that one. NotReady says what
    does not hold, ChangedMeanwhile that it is no draft any more or was edited since `edits`."""
    given = list(versions)
    for _ in range(TRIES):
        fresh = [_may_publish(version.pk, by, edits) for version in given]
        tried = publishing.try_with(fresh)
        done = _publish(fresh, tried, by=by, why=why, now=now or timezone.now())
        if done is not None:
            return done
    raise ChangedMeanwhile("Others are publishing at this moment. Press again.")


def _may_publish(pk: int, by: Person, edits: int | None) -> RuleVersion:
    version = RuleVersion.objects.select_related("rule__service").get(pk=pk)
    require(policies.can_write(by, version.rule), NOT_YOURS)
    if leads(states.WAYS, "publish", version.state) is None or edits not in (None, version.edits):
        raise ChangedMeanwhile("This version was changed or published meanwhile. Have a look first.")
    require(policies.is_second_person(by, version), SECOND)
    return version


@transaction.atomic
def _publish(
    tried: list[RuleVersion], trial: Trial, *, by: Person, why: str, now: datetime
) -> list[RuleVersion] | None:
    """None when another set became live since it was tried."""
    kept = RuleSet.objects.select_for_update(no_key=True).get()
    if kept.token != trial.token:
        return None
    done = []
    for before in tried:
        version = _lock(before, by)
        if version.edits != before.edits or version.state != before.state:
            raise ChangedMeanwhile("Somebody changed this version meanwhile. Have a look first.")
        require(policies.is_second_person(by, version), SECOND)
        done.append(_make_live(version, by=by, why=why, now=now))
    _change_set(kept, now)
    return done


def _make_live(version: RuleVersion, *, by: Person, why: str, now: datetime) -> RuleVersion:
    for old in version.rule.versions.filter(state=State.LIVE):
        _move(old, "replace")
        old.ended_at = now
        old.save(update_fields=["state", "ended_at"])
        _note(old, "replaced", by=by, why=f"by version {version.number}", now=now)
    _move(version, "publish")
    version.published_by, version.published_at = by, now
    version.save(update_fields=["state", "published_by", "published_at"])
    _copy_columns(version)
    _note(version, "published", by=by, why=why, now=now)
    return version


@transaction.atomic
def retire(*, version: RuleVersion, by: Person, why: str, now: datetime | None = None) -> RuleVersion:
    """Take a live version out of use: the first who calls asks for it, a second person does it. A draft is dropped
    at once. Lists can only be replaced: every rule needs them."""
    kept = RuleSet.objects.select_for_update(no_key=True).get()
    version, now = _lock(version, by), now or timezone.now()
    was = version.state
    require(not (version.rule.is_list and was == State.LIVE), "A list that is in use can only be replaced.")
    if was == State.LIVE and version.asked_to_retire is None:
        _note(version, RuleEvent.ASKED_TO_RETIRE, by=by, why=why, now=now)
        return version
    require(policies.can_retire(by, version), SECOND_RETIRES)
    _move(version, "retire" if was == State.LIVE else "drop")
    version.ended_at = now
    version.save(update_fields=["state", "ended_at"])
    _note(version, "retired" if was == State.LIVE else "dropped", by=by, why=why, now=now)
    if was != State.DRAFT:
        _change_set(kept, now)
    return version


@transaction.atomic
def keep_live(*, version: RuleVersion, by: Person, why: str, now: datetime | None = None) -> RuleVersion:
    """Somebody asked to retire it, and it is to stay."""
    version = _lock(version, by)
    if version.state != State.LIVE or version.asked_to_retire is None:
        raise ChangedMeanwhile("This version was changed meanwhile. Have a look first.")
    _note(version, RuleEvent.KEPT, by=by, why=why, now=now)
    return version


@transaction.atomic
def shadow(*, version: RuleVersion, by: Person, on: bool = True, now: datetime | None = None) -> RuleVersion:
    """Let a draft read all that is said without raising anything, or take it back to a draft."""
    kept = RuleSet.objects.select_for_update(no_key=True).get()
    version, now = _lock(version, by), now or timezone.now()
    require(not version.rule.is_list, "A list cannot be tried in shadow. Back-test a rule that uses it.")
    if on:
        publishing.try_with([version])
        for other in version.rule.versions.filter(state=State.SHADOW):
            raise ChangedMeanwhile(f"Version {other.number} of this rule is in shadow. Take it back first.")
    _move(version, "shadow" if on else "unshadow")
    version.save(update_fields=["state"])
    _note(version, "put in shadow" if on else "taken back", by=by, now=now)
    _change_set(kept, now)
    return version


def _new_version(rule: Rule, text: str, *, by: Person, why: str) -> RuleVersion:
    number = (rule.versions.aggregate(newest=Max("number"))["newest"] or 0) + 1
    version = RuleVersion.objects.create(
        rule=rule, number=number, text=text, created_by=by, edited_by=by, why=why
    )
    version.editors.add(by)
    _note(version, "written", by=by, why=why)
    return version


def check_text(rule: Rule, text: str) -> None:
    """A rule keeps its id through all versions; a list must be readable as one."""
    if rule.is_list:
        _check_list(rule, text)
        return
    fields = text_form.check(text, 1, live.current().lists)
    if fields.id != rule.name_id:
        raise text_form.Mistake(f"the id of this rule stays “{rule.name_id}”")


def _check_list(rule: Rule, text: str) -> None:
    text_form.refuse_anchors(text)
    try:
        wrong = lists.check_shape(rule.kind, text)
        if not wrong:
            live.lists_in([live.Written(rule.name_id, rule.kind, 0, text)])
    except (live.CannotCompile, BadRule, RecursionError, ValueError, TypeError, AttributeError) as problem:
        raise text_form.Mistake(f"this list cannot be read: {problem}") from problem
    if wrong:
        raise text_form.Mistake(wrong)


def _columns(fields: Any) -> dict[str, Any]:
    return {
        "name": fields.name[:120],
        "topic": fields.topic,
        "priority": fields.priority,
        "owner": fields.owner[:120],
        "review": date.fromisoformat(fields.review),
    }


def _copy_columns(version: RuleVersion) -> None:
    if not version.rule.is_list:
        columns = _columns(text_form.read(version.text, version.number, live.current().lists))
        Rule.objects.filter(pk=version.rule_id).update(**columns)


def _lock(version: RuleVersion, by: Person) -> RuleVersion:
    locked = RuleVersion.objects.select_for_update(no_key=True, of=("self",)).select_related("rule__service")
    found = locked.get(pk=version.pk)
    require(policies.can_write(by, found.rule), NOT_YOURS)
    return found


def _move(version: RuleVersion, action: str) -> None:
    target = leads(states.WAYS, action, version.state)
    if target is None:
        raise ChangedMeanwhile("This version was changed meanwhile. Have a look first.")
    version.state = target


def _change_set(kept: RuleSet, now: datetime) -> None:
    """Every process compiles anew; this one when the transaction has ended, and tests within one at once."""
    RuleSet.objects.filter(pk=kept.pk).update(number=F("number") + 1, token=new_token(), changed_at=now)
    live.look_again()
    transaction.on_commit(live.look_again)


def _note(version: RuleVersion, did: str, *, by: Person, why: str = "", now: datetime | None = None) -> None:
    RuleEvent.objects.create(version=version, by=by, did=did, why=why[:300], at=now or timezone.now())
    audit.write(
        who=by,
        did=f"rule {did}",
        what=f"rule:{version.rule.name_id} version {version.number}",
        why=why,
        service=version.rule.service,
    )
