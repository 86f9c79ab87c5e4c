"""The same words from several members within a day: a dare, a pact, a text that is passed around. Each member keeps a
case of their own; one more case is about the text."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from community.people.models import Person
from community.utterances.models import Utterance
from risk_jobs.desk import members, timeline
from risk_jobs.desk.models import Case, Flag, SameText, Source

TOPIC = "spreading"
SEVERAL = 3
WITHIN = timedelta(days=1)
# Short sentences are said by many in the same words, and mean nothing together.
SHORTEST = 30


def digest_of(text: str) -> str:
    """The same for texts that differ in case, spaces and punctuation alone; empty for a text too short to be passed on."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return hashlib.sha256(words.encode()).hexdigest() if len(words) >= SHORTEST else ""


def look(utterance: Utterance, flags: Sequence[Flag], now: datetime) -> None:
    """Called when a text was flagged, in its transaction."""
    digest = digest_of(utterance.text)
    if not digest or not flags:
        return
    wording = _hold(utterance, digest)
    Flag.objects.filter(pk__in=[flag.pk for flag in flags]).update(wording=wording)
    found = Flag.objects.filter(wording=wording, raised_at__gte=now - WITHIN).exclude(topic=TOPIC)
    found = found.select_related("utterance").order_by("raised_at", "pk")
    first: dict[int, Flag] = {}
    for flag in found:
        first.setdefault(flag.utterance_id, flag)
    if len({flag.utterance.author_id for flag in first.values()}) >= SEVERAL:
        _gather(wording, list(first.values()), min(flag.priority for flag in found), now)


def _hold(utterance: Utterance, digest: str) -> SameText:
    """Two who say the same at the same moment wait for one another here, and the second sees the first."""
    known = {"service_id": utterance.service_id, "digest": digest}
    SameText.objects.bulk_create([SameText(**known)], ignore_conflicts=True)
    return SameText.objects.select_for_update(no_key=True).get(**known)


def _gather(wording: SameText, flags: Sequence[Flag], priority: int, now: datetime) -> None:
    """One case for the wording; whoever says it next joins it."""
    open_ones = timeline.lock().open().filter(topic=TOPIC, last_hit_at__gte=now - WITHIN)
    case = open_ones.filter(pk__in=Flag.objects.filter(wording=wording, topic=TOPIC).values("case")).first()
    # In whatever case, also one that is closed: a text that is judged again opens none without a text in it.
    known = set(Flag.objects.filter(wording=wording, topic=TOPIC).values_list("utterance", flat=True))
    new = [flag for flag in flags if flag.utterance_id not in known]
    if not new:
        return
    case = members.join(case, priority, now) if case else _open(wording, new[0], priority, now)
    Flag.objects.bulk_create(
        [
            Flag(case=case, utterance=flag.utterance, topic=TOPIC, priority=flag.priority, hits=flag.hits,
                 rules_version=flag.rules_version, raised_at=now, wording=wording)
            for flag in new
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _open(wording: SameText, first: Flag, priority: int, now: datetime) -> Case:
    return members.open_case(
        person=Person.objects.get(pk=first.utterance.author_id), service=wording.service, topic=TOPIC,
        source=Source.RULE, priority=priority, now=now, text=f"{SEVERAL} members have said the same within a day",
    )  # fmt: skip
