"""The starter pack becomes rows: live as version 1 in a new installation. What a later release changes in it
arrives as drafts, which clinicians read, try and publish: nothing they changed is ever replaced behind them."""

from datetime import date
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from risk_jobs.screening.pack import FOLDER, pack_version
from risk_jobs.screening.rules import read_yaml
from risk_jobs.words import text_form
from risk_jobs.words.lists import starter_texts
from risk_jobs.words.models import Kind, Rule, RuleEvent, RuleSet, RuleVersion
from risk_jobs.words.states import State

CAME = "came with the starter pack"


def after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Django's signal after every migrate. Tables that are not there yet are filled by the next one."""
    if "words_ruleset" in connections[using].introspection.table_names():
        bring_in()


@transaction.atomic
def bring_in() -> int:
    """Bring in what is new in the starter pack; returns how many versions that made. Again changes nothing."""
    kept = RuleSet.objects.select_for_update(no_key=True).first()
    if kept is not None and kept.pack_version == pack_version():
        return 0
    state = State.LIVE if kept is None else State.DRAFT
    pack = [*_lists(), *_rules()]
    known = {rule.name_id: rule for rule in Rule.objects.all()}
    changed = [one for one in pack if _differs(one, known.get(one.name_id))]
    made = _write(changed, known, state)
    if kept is None:
        RuleSet.objects.create(pack_version=pack_version())
    else:
        # Drafts judge nothing: the stamp of what is live stays.
        RuleSet.objects.filter(pk=kept.pk).update(pack_version=pack_version())
    return made


def _differs(ours: Rule, theirs: Rule | None) -> bool:
    return theirs is None or theirs.from_pack != ours.from_pack


def _write(changed: list[Rule], known: dict[str, Rule], state: State) -> int:
    new = [rule for rule in changed if rule.name_id not in known]
    old = [rule for rule in changed if rule.name_id in known]
    Rule.objects.bulk_create(new)
    known |= {rule.name_id: rule for rule in new}
    for rule in old:
        Rule.objects.filter(name_id=rule.name_id).update(from_pack=rule.from_pack)
    numbers = _next_numbers([known[rule.name_id] for rule in changed])
    versions = [_version(known[rule.name_id], rule.from_pack, state, numbers) for rule in changed]
    RuleVersion.objects.bulk_create(versions)
    RuleEvent.objects.bulk_create(
        RuleEvent(version=version, did="brought in", why=CAME) for version in versions
    )
    return len(versions)


def _version(rule: Rule, text: str, state: State, numbers: dict[int, int]) -> RuleVersion:
    published = timezone.now() if state == State.LIVE else None
    return RuleVersion(
        rule=rule,
        number=numbers.get(rule.pk, 0) + 1,
        text=text,
        state=state,
        why=CAME,
        published_at=published,
    )


def _next_numbers(rules: list[Rule]) -> dict[int, int]:
    found = RuleVersion.objects.filter(rule__in=rules).order_by("number").values_list("rule", "number")
    return dict(found)


def _lists() -> list[Rule]:
    return [
        Rule(
            name_id=f"list.{kind}",
            kind=kind,
            name=str(Kind(kind).label),
            owner="Starter pack",
            from_pack=text,
        )
        for kind, text in starter_texts().items()
    ]


def _rules() -> list[Rule]:
    entries = [
        entry
        for path in sorted((FOLDER / "pack").glob("*.yaml"))
        for entry in read_yaml(path.read_text(encoding="utf-8"))
    ]
    return [_rule(entry) for entry in entries]


def _rule(entry: dict[str, Any]) -> Rule:
    text = text_form.write(text_form.plain(entry))
    return Rule(
        name_id=str(entry["id"]),
        name=str(entry["name"]),
        topic=str(entry["topic"]),
        priority=int(entry["priority"]),
        owner=str(entry["owner"]),
        review=date.fromisoformat(str(entry["review"])),
        from_pack=text,
    )
