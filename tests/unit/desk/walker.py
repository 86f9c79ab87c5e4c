"""Somebody who does anything at any time: says, edits, removes, hides, moves, publishes rules, claims, closes, and breaks
off in the middle. After each step two things must hold: every text that was said was judged by the rules then in force
or is owed, and no case that is open has been lost."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from community.moderation import actions as moderation
from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms.actions import EditedMeanwhile
from community.rooms.models import Post, Rule, Thread
from community.utterances.models import Utterance
from risk_jobs.desk import actions, queue, timing
from risk_jobs.desk.models import Case, CaseTimer, Flag, Lane
from risk_jobs.desk.states import Outcome, State
from risk_jobs.screening import actions as screening
from risk_jobs.screening.tasks import pay_screening_debts
from risk_jobs.words import actions as words
from risk_jobs.words import live

SAYINGS = (
    "I have been purging again since Sunday and I cannot tell anyone.",
    "I have taken an overdose tonight and I want to die.",
    "The kettle is on and the cat is asleep.",
    "Purged again last night.",
    "I have been zorbing again, after every dinner.",
)
REFUSED = (
    actions.ChangedMeanwhile, actions.TooLate, PermissionDenied, EditedMeanwhile, moderation.ChangedMeanwhile,
)  # fmt: skip


class BrokenOff(Exception):
    """The process dies here: nothing of its transaction stays."""


@dataclass
class Walk:
    building: Any
    chance: random.Random
    drafts: list[Any] = field(default_factory=list)
    publisher: Person | None = None
    crashes: bool = True
    was: list[str] = field(default_factory=list)
    ever_open: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    judged_with: dict[int, str] = field(default_factory=dict)

    def go(self, steps: int) -> None:
        for _ in range(steps):
            step = self.chance.choice(STEPS)
            self.was.append(step.__name__)
            self._take(step)
            self.check()

    def _take(self, step: Callable[["Walk"], None]) -> None:
        """One in ten breaks off when all is written and nothing committed."""
        breaks = self.crashes and self.chance.random() < 0.1
        try:
            with transaction.atomic():
                step(self)
                if breaks:
                    self.was[-1] += " (broken off)"
                    raise BrokenOff
        except (*REFUSED, BrokenOff):
            pass

    # --- what must hold -------------------------------------------------------------------------------------------
    def check(self) -> None:
        self._every_text_is_judged_or_owed()
        self._no_open_case_is_lost()

    def _every_text_is_judged_or_owed(self) -> None:
        in_force = live.current().judge.version
        for pk, with_, priority in Utterance.objects.exclude(screened_at=None).values_list(
            "pk", "screened_with", "priority"
        ):
            if self.judged_with.setdefault(pk, with_) is with_:
                assert with_ == in_force, self.was
            flags = Flag.objects.filter(utterance=pk, case__lane=Lane.NOW)
            assert priority is None or priority > 3 or flags.exists(), self.was
        versions = Post.objects.exclude(
            Exists(Utterance.objects.filter(kind="post", source_id=OuterRef("pk")))
        )
        assert not versions.exists(), self.was

    def _no_open_case_is_lost(self) -> None:
        rows = dict(Case.objects.values_list("pk", "state"))
        assert self.ever_open | self.closed <= set(rows), self.was
        self.ever_open |= set(rows)
        closed = {pk for pk, state in rows.items() if state == State.CLOSED}
        assert closed <= set(
            Case.objects.filter(events__did="closed").exclude(outcome="").values_list("pk", flat=True)
        ), self.was
        runs = CaseTimer.objects.filter(case=OuterRef("pk"), running=True)
        unwatched = Case.objects.now().open().filter(~Exists(runs))
        assert not unwatched.exists(), self.was
        seen = set()
        page = 1
        for cleo in (self.building.cleo, self.building.pat):
            shown = queue.page_of(queue.Wanted(), by=Person.objects.get(pk=cleo.pk), number=page)
            seen |= {row.case.pk for row in shown.rows}
            assert shown.total == Case.objects.visible_to(cleo).now().open().count(), self.was
        hers = Case.objects.now().open().filter(service=self.building.eating_disorders)
        assert hers.count() <= queue.A_PAGE or seen, self.was
        if hers.count() <= queue.A_PAGE:
            assert seen == set(hers.values_list("pk", flat=True)), self.was

    # --- what may be picked ---------------------------------------------------------------------------------------
    def _one(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def _member(self) -> Person:
        return Person.objects.get(pk=self.chance.choice((self.building.mia, self.building.robin)).pk)

    def _staff(self) -> Person:
        return Person.objects.get(pk=self.chance.choice((self.building.cleo, self.building.pat)).pk)

    def _text(self) -> str:
        return f"{self.chance.choice(SAYINGS)} {self.chance.randrange(3)}"


def say(walk: Walk) -> None:
    thread = walk._one(Thread.objects.filter(room=walk.building.harbour))
    if thread is None or walk.chance.random() < 0.3:
        rooms.open_thread(room=walk.building.harbour, title="Evenings", body=walk._text(), by=walk._member())
    else:
        rooms.reply(thread=thread, body=walk._text(), by=walk._member())


def say_unjudged(walk: Walk) -> None:
    """The judge dies over it; the text stays, and is owed."""
    real = screening.live_judge
    screening.live_judge = lambda: 1 / 0  # type: ignore[assignment]
    try:
        say(walk)
    finally:
        screening.live_judge = real


def pay(walk: Walk) -> None:
    pay_screening_debts()


def edit(walk: Walk) -> None:
    if post := walk._one(Post.objects.all()):
        rooms.edit(post=post, body=walk._text(), by=Person.objects.get(pk=post.author_id))


def delete(walk: Walk) -> None:
    if post := walk._one(Post.objects.all()):
        rooms.delete(post=post, by=Person.objects.get(pk=post.author_id))


def hide(walk: Walk) -> None:
    if post := walk._one(Post.objects.all()):
        moderation.hide(post=post, by=walk._staff(), rule=Rule.values[0], sentence="Not here.")


def move(walk: Walk) -> None:
    if thread := walk._one(Thread.objects.all()):
        to = walk.chance.choice((walk.building.harbour, walk.building.lantern))
        moderation.move_thread(thread=thread, to=to, by=walk._staff(), sentence="It fits better.")


def publish(walk: Walk) -> None:
    if walk.drafts and walk.chance.random() < 0.3:
        words.publish(versions=[walk.drafts.pop()], by=walk.publisher, why="We hear it.")


def claim(walk: Walk) -> None:
    if case := walk._one(Case.objects.all()):
        actions.claim(case=case, by=walk._staff())


def release(walk: Walk) -> None:
    if case := walk._one(Case.objects.all()):
        actions.release(case=case, by=walk._staff())


def wait(walk: Walk) -> None:
    if case := walk._one(Case.objects.filter(state=State.CLAIMED)):
        until = timezone.now() + timedelta(minutes=walk.chance.randrange(1, 600))
        actions.wait(case=case, by=case.claimed_by, until=until, reason="A call.", version=case.version)


def hand_over(walk: Walk) -> None:
    if case := walk._one(Case.objects.filter(state=State.CLAIMED)):
        actions.hand_over(
            case=case, by=case.claimed_by, to=walk._staff(), note="Please ring.", version=case.version
        )


def close(walk: Walk) -> None:
    if case := walk._one(Case.objects.filter(Q(state=State.CLAIMED) | Q(state=State.NEW))):
        outcome = Outcome(walk.chance.choice(Outcome.values))
        actions.close(case=case, by=case.claimed_by or walk._staff(), outcome=outcome, version=case.version)


def undo(walk: Walk) -> None:
    if case := walk._one(Case.objects.all()):
        actions.undo(case=case, by=walk._staff())


def clock(walk: Walk) -> None:
    timing.run_due(now=timezone.now() + timedelta(minutes=walk.chance.choice((0, 6, 40, 700, 3_000))))


STEPS: tuple[Callable[[Walk], None], ...] = (
    say, say, say, say, say_unjudged, pay, edit, edit, delete, hide, move, publish, claim, claim, claim, release, wait,
    hand_over, close, close, undo, clock,
)  # fmt: skip
