"""Every timer of the building. `manage.py clock` runs them: django-q2's own schedules look only every 30 s.

A timer's function takes nothing, and nobody looks at what it returns; it must end within a second or two, or hand a
job to the worker. Whatever it does may happen twice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timer:
    name: str
    every_s: float
    does: str  # dotted path of the function


TIMERS = [
    Timer("watchdog", 2, "risk_jobs.watchdog.look"),
    Timer("audit chain", 1, "community.people.chain.sealing.seal_each_second"),
    Timer("clocks of cases", 5, "risk_jobs.desk.timing.run_due"),
    Timer("cases without a clock", 60, "risk_jobs.desk.timing.mend"),
    Timer("calls that are owed", 5, "risk_jobs.on_call.tasks.hurry_alerts"),
    Timer("returns with something urgent", 60, "risk_jobs.returns.actions.raise_returns"),
    Timer("members gone quiet", 900, "risk_jobs.returns.tasks.look_for_silence"),
    Timer("days counted again", 60, "risk_jobs.returns.tasks.hurry_the_count"),
    Timer("canaries", 5, "risk_jobs.proof.tasks.look_for_canaries"),
    Timer("canaries of long ago", 3_600, "risk_jobs.proof.canaries.forget_old"),
    Timer("that the clock runs", 10, "risk_jobs.proof.tasks.clock_beats"),
    Timer("that the worker works", 60, "risk_jobs.proof.tasks.ask_the_worker"),
    Timer("whether the worker lives", 10, "risk_jobs.proof.lookout.look_at_the_worker"),
    Timer("texts owed to the judge", 2, "risk_jobs.debts.pay_the_judges"),
    Timer("texts owed to the index", 5, "risk_jobs.debts.pay_the_indexes"),
    Timer("erasures that waited for a case", 60, "community.people.yours.leaving.finish_what_waited"),
    Timer("copies of somebody's data", 3600, "community.people.yours.copies.forget_copies"),
    Timer("searches of yesterday", 3_600, "search.asking.forget_old"),
    Timer("guesses and sessions of yesterday", 3600, "community.people.signing_in.forgetting.forget"),
    Timer("keys that nobody opened", 3600, "community.people.services.actions.forget_unused_keys"),
    Timer("readings of the past that are owed", 5, "risk_jobs.words.tasks.hurry_readings"),
    Timer("texts for the watches", 5, "risk_jobs.watches.tasks.hurry"),
    Timer("texts for the random audit", 300, "risk_jobs.words.tasks.draw_audit_texts"),
    Timer("drafts nobody came back to", 3_600, "community.rooms.drafts.forget_old"),
    Timer("mails that are owed", 10, "risk_jobs.debts.hurry_mail"),
    Timer("notices of long ago", 3_600, "community.notices.tasks.forget_old"),
    Timer("words of those who have died", 5, "risk_jobs.debts.hurry_wishes"),
    Timer("reminders of sessions", 20, "community.living_room.telling.remind_due"),
    Timer("who was in a living room", 3_600, "community.living_room.presence.forget_old"),
    Timer("pages due for review", 3_600, "cms.library.tasks.remind"),
    Timer("pages that come and go at a time", 60, "cms.library.tasks.publish_scheduled"),
    Timer("pictures never posted", 3_600, "community.rooms.actions.pictures.forget_unused"),
    Timer("handles of last week in the staff room", 3_600, "community.wellbeing.actions.forget"),
    Timer("speak-up guardians' two hours", 60, "community.guardians.tasks.ring"),
    Timer("speak-up reports past their days", 3_600, "community.guardians.tasks.tidy"),
]
