"""What each part that runs by itself last showed of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from cms.health.parts import Answer
from community.utterances.models import Utterance, UtteranceQuerySet
from risk_jobs.desk import clocks
from risk_jobs.proof.canaries import EVERY, NOTICED_WITHIN
from risk_jobs.proof.models import Beat, Canary
from search.backends import backend

CLOCK, WORKER = "clock", "worker"
IS_LATE = {CLOCK: timedelta(seconds=settings.CLOCK_IS_LATE_S), WORKER: timedelta(minutes=3)}
CANARY_IS_LATE = EVERY + timedelta(minutes=2)
TEXTS_ARE_LATE = timedelta(minutes=1)
INDEX_IS_LATE = timedelta(minutes=5)


def beat(name: str) -> None:
    Beat.objects.bulk_create(
        [Beat(name=name, at=timezone.now())], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Canaries:
    """When the last one was said that was noticed, and since when one has not been."""

    last: datetime | None
    unnoticed_since: datetime | None

    @property
    def is_late(self) -> bool:
        now = timezone.now()
        unnoticed = self.unnoticed_since is not None and now - self.unnoticed_since > NOTICED_WITHIN
        return unnoticed or self.last is None or now - self.last > CANARY_IS_LATE

    def __str__(self) -> str:
        """ "3 min ago"."""
        return f"{ago(self.last)} ago" if self.last else "none yet"


def canaries() -> Canaries:
    found = Canary.objects.aggregate(
        last=Max("said_at", filter=Q(flagged_at__isnull=False)),
        since=Min("said_at", filter=Q(flagged_at=None)),
    )
    return Canaries(found["last"], found["since"])


@dataclass(frozen=True, slots=True)
class Owed:
    texts: int
    oldest: datetime | None

    def older_than(self, age: timedelta) -> bool:
        return self.oldest is not None and timezone.now() - self.oldest > age

    @property
    def waited(self) -> str:
        return ago(self.oldest) if self.oldest else ""

    def __str__(self) -> str:
        """ "0", or "12, oldest 4 min"."""
        return f"{self.texts}, oldest {self.waited}" if self.texts else str(self.texts)


def owed(texts: UtteranceQuerySet) -> Owed:
    found = texts.aggregate(texts=Count("pk"), oldest=Min("said_at"))
    return Owed(found["texts"], found["oldest"])


def ago(moment: datetime) -> str:
    return clocks.span(max(int((timezone.now() - moment).total_seconds() // 60), 0))


def beats() -> dict[str, datetime]:
    return dict(Beat.objects.values_list("name", "at"))


def _beats(name: str) -> Answer:
    at = beats().get(name)
    if at is None:
        return Answer(False, "has not shown itself yet")
    return Answer(timezone.now() - at < IS_LATE[name], f"showed itself {ago(at)} ago")


def clock() -> Answer:
    return _beats(CLOCK)


def worker() -> Answer:
    """The clock asks it every minute to show itself: where that one stands still, this one may be well."""
    found = _beats(WORKER)
    return found if found.ok or clock().ok else Answer(False, f"{found.words}; the clock asks nobody")


@dataclass(frozen=True, slots=True)
class Stopped:
    """What runs by itself and does not. `clock_since`, `worker_since`: when each last showed itself, if it is late."""

    clock_since: datetime | None
    worker_since: datetime | None
    clock: bool
    worker: bool


def stopped() -> Stopped | None:
    """For the desk, which the web server answers when both have died. None when both run."""
    return stopped_of(beats())


def stopped_of(last: Mapping[str, datetime]) -> Stopped | None:
    """`last`: when each showed itself last, without those that never have."""
    now = timezone.now()
    still = {name: now - last[name] >= IS_LATE[name] if name in last else True for name in (CLOCK, WORKER)}
    if not any(still.values()):
        return None
    return Stopped(last.get(CLOCK), last.get(WORKER), still[CLOCK], still[WORKER])


def reading() -> Answer:
    """Whether what is written is read: the canary, and what is owed to the judge."""
    seen, debt = canaries(), owed(Utterance.objects.unjudged())
    well = not seen.is_late and not debt.older_than(TEXTS_ARE_LATE)
    return Answer(well, f"last canary {seen}; texts owed: {debt}")


def search() -> Answer:
    health, debt = backend().health(), owed(Utterance.objects.unindexed())
    words = f"{settings.SEARCH_BACKEND}: {health.documents} texts; owed: {debt}"
    if not health.ok:
        return Answer(False, f"{words}. {health.reason}")
    return Answer(not debt.older_than(INDEX_IS_LATE), words)


PARTS = {"clock": clock, "worker": worker, "reading": reading, "search": search}
