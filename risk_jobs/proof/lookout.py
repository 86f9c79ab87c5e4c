"""The worker looks whether the clock lives, and the clock whether the worker does: what has died cannot say so itself.

Whoever stands still is started anew where there is a supervisor, and whoever is on call is told. The web server only says it
on the desk; a monitor that asks `/health/ready?all` hears it when both are gone."""

import logging
import time
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from risk_jobs import timers, watchdog
from risk_jobs.on_call import calling, sending
from risk_jobs.on_call.models import Alert, Line, Says
from risk_jobs.proof import pauses, signs
from risk_jobs.proof.calls import call_everywhere
from risk_jobs.proof.models import Beat

log = logging.getLogger(__name__)

EVERY_S = 10.0
LONGEST_GAP = timedelta(seconds=3 * EVERY_S)
# A new clock needs time to show itself; where two did not, the next is given longer.
RENEW_EVERY_S, RENEW_LONGEST_S = 60.0, 900.0
SAYS = {signs.CLOCK: Says.CLOCK_STILL, signs.WORKER: Says.WORKER_STILL}
# How long over its time -> who is called.
STEPS = (
    (timedelta(), Line.FIRST),
    (timedelta(minutes=5), Line.SECOND),
    (timedelta(minutes=15), Line.MANAGER),
)


class Lookout:
    """Looks at one of the two, and remembers since when it has been able to."""

    def __init__(self, name: str, now: datetime | None = None) -> None:
        self.name, self.late = name, signs.IS_LATE[name]
        # That nobody looked for so long is not the other's fault: well below its time, as it slept as long as we did.
        self.slept = max(self.late / 2, LONGEST_GAP)
        self.watched_since = self.looked = now or timezone.now()
        self.said: datetime | None = None

    def look(self, *, now: datetime | None = None) -> bool:
        """Whether it stands still. What aged while nobody could look (a closed building, a database that was away, a
        machine that slept) says nothing against it."""
        now = now or timezone.now()
        if now - self.looked > self.slept:
            self.watched_since = now
        self.looked = now
        try:
            beat = Beat.objects.filter(name=self.name).values_list("at", flat=True).first()
            announced = pauses.last_end(now)
        except DatabaseError:
            self.watched_since = timezone.now()
            raise
        # What stood still for planned work has until its time after the end of that.
        since = max(beat or self.watched_since, self.watched_since, announced or self.watched_since)
        over = now - since - self.late
        if over < timedelta():
            if beat is not None and now - beat < self.late:
                self._all_is_well()
            return False
        self._call(beat or self.watched_since, over, now)
        return True

    def _all_is_well(self) -> None:
        """It has shown itself. That we have not watched long enough to say takes back no call: a call that was taken back
        is not made again."""
        if Alert.objects.owed().about(self.name).exists():
            calling.no_longer_needed(about=self.name)

    def _call(self, since: datetime, over: timedelta, now: datetime) -> None:
        """Once a step and person, however many look."""
        if since != self.said:
            log.error("the %s has stood still since %s", self.name, since)
            self.said = since
        for number, (after, line) in enumerate(STEPS, 1):
            if over >= after:
                key = f"{self.name}/{since:%Y%m%d%H%M%S}/{number}"
                call_everywhere(line, SAYS[self.name], about=self.name, key=key, now=now)


class ByTheWorker:
    """In the worker's first process, which does no jobs and waits for no queue. It sends by itself: calls are sent by the
    clock, or by a job the clock asked for."""

    def __init__(self) -> None:
        self.lookout = Lookout(signs.CLOCK)
        self.asked: float | None = None
        self.pause = RENEW_EVERY_S

    def look(self) -> None:
        """Never raises: this must go on whatever happens."""
        close_old_connections()
        try:
            if self.lookout.look():
                sending.send_due()
                self._start_anew(time.monotonic())
                self.lookout.looked = timezone.now()  # a gateway that is slow is no sleep of ours
            else:
                self.asked, self.pause = None, RENEW_EVERY_S
        except Exception as error:
            log.error("looking at the clock: %s", type(error).__name__)
        finally:
            close_old_connections()

    def _start_anew(self, now: float) -> None:
        if not timers.may_signal(self.asked, now=now, every=self.pause):
            return
        if self.asked is not None:
            self.pause = timers.next_pause(
                self.pause, paid=False, shortest=RENEW_EVERY_S, longest=RENEW_LONGEST_S
            )
        self.asked = now
        watchdog.start_clock_anew()


_worker: Lookout | None = None


def look_at_the_worker() -> None:
    """The timer's entry. `watchdog` starts a frozen worker anew; this is for when that was of no use."""
    global _worker
    _worker = _worker or Lookout(signs.WORKER)
    _worker.look()
