"""Starting and stopping a watch, and what it does with what it finds."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import may, require
from community.people.roles import Permission
from community.utterances.models import Utterance
from risk_jobs.desk import actions as desk
from risk_jobs.screening.verdicts import Hit
from risk_jobs.watches.models import ToLookAt, Watch, WatchHit
from search.matching import highlights
from search.models import SavedSearch
from search.saving import query_of

NOT_YOURS = "Only the clinical team of a service watches its searches."
# What finds more than this in a day is no watch but a flood: the desk would stop reading it.
MOST_A_DAY = 60
CANNOT_BE_ASKED = "What it asks for is gone: its room, its author or the text it is like."
TOO_MANY = f"It found more than {MOST_A_DAY} texts in a day."


@transaction.atomic
def start(*, saved: SavedSearch, priority: int, by: Person, now: datetime | None = None) -> Watch:
    """From now on; pressed twice it is one watch."""
    require(may(by, Permission.SEARCH_EVERYTHING_SAID, saved.service_id), NOT_YOURS)
    SavedSearch.objects.select_for_update(no_key=True).get(pk=saved.pk)
    already = Watch.objects.running().filter(saved=saved).first()
    if already is not None:
        return already
    watch = Watch.objects.create(
        saved=saved, priority=priority, topic=f"watch: {saved.name}", started_by=by,
        started_at=now or timezone.now(),
    )  # fmt: skip
    audit.write(who=by, did="started watch", what=f"saved search:{saved.ref}", service=saved.service)
    return watch


@transaction.atomic
def stop(*, watch: Watch, by: Person, now: datetime | None = None) -> None:
    """Cases that it has opened stay."""
    require(may(by, Permission.SEARCH_EVERYTHING_SAID, watch.saved.service_id), NOT_YOURS)
    running = Watch.objects.running().filter(pk=watch.pk)
    if running.update(stopped_at=now or timezone.now(), stopped_by=by):
        audit.write(
            who=by, did="stopped watch", what=f"saved search:{watch.saved.ref}", service=watch.saved.service
        )


@transaction.atomic
def keep(*, watch: Watch, by: Person) -> None:
    """A colleague answers for it from now on, as who did has left the desk. It has looked on meanwhile."""
    require(may(by, Permission.SEARCH_EVERYTHING_SAID, watch.saved.service_id), NOT_YOURS)
    if Watch.objects.running().filter(pk=watch.pk).exclude(started_by=by).update(started_by=by):
        audit.write(
            who=by, did="keeps watch", what=f"saved search:{watch.saved.ref}", service=watch.saved.service
        )


def stand_still(*, watch: Watch, why: str, now: datetime | None = None) -> None:
    """By itself. The desk is told until somebody starts it again or removes it."""
    Watch.objects.running().filter(pk=watch.pk).update(stopped_at=now or timezone.now(), why_stopped=why)


def owe(ids: Iterable[int], *, now: datetime | None = None) -> None:
    """Texts that came into the index: those of services where something watches, said since it does. A text that is
    owed already is owed anew: it may have moved to another room meanwhile."""
    running = list(Watch.objects.running().values_list("saved__service", "started_at"))
    if not running:
        return
    since = min(started for _service, started in running)
    texts = Utterance.objects.filter(
        pk__in=list(ids), service__in={service for service, _started in running}, said_at__gte=since,
        author__works_here=False,
    )  # fmt: skip
    owed = [
        ToLookAt(utterance_id=pk, owed_at=now or timezone.now())
        for pk in texts.order_by("pk").values_list("pk", flat=True)
    ]
    ToLookAt.objects.bulk_create(
        owed, update_conflicts=True, unique_fields=["utterance"], update_fields=["owed_at"]
    )


@transaction.atomic
def found(*, watch: Watch, utterance: Utterance, now: datetime | None = None) -> WatchHit | None:
    """Into the queue, once. None where it was found before, or was said before the watch began, or where the watch has
    stopped since search was asked."""
    now = now or timezone.now()
    if utterance.said_at < watch.started_at or not Watch.objects.running().filter(pk=watch.pk).exists():
        return None
    hit, is_new = WatchHit.objects.get_or_create(watch=watch, utterance=utterance, defaults={"at": now})
    if not is_new:
        return None
    desk.raise_by_watch(utterance=utterance, hit=as_hit(watch, utterance), now=now)
    if watch.hits.filter(at__gt=now - timedelta(days=1)).count() > MOST_A_DAY:
        stand_still(watch=watch, why=TOO_MANY, now=now)
    return hit


def as_hit(watch: Watch, utterance: Utterance) -> Hit:
    """As the desk shows a reason: the words of the search, marked in the text as it was said."""
    query = query_of(watch.saved)
    spans = highlights(query.terms.marked, utterance.text) if query else ()
    phrase = " … ".join(utterance.text[start:end] for start, end in spans[:5])
    return Hit(
        rule_id=f"watch.{watch.ref}", rule_version=1, rule_name=f"watched search “{watch.saved.name}”",
        owner=watch.started_by.handle, topic=watch.topic, priority=watch.priority, base_priority=watch.priority,
        spans=spans, phrase=phrase[:200], view="plain",
    )  # fmt: skip
