"""What whoever asked for a clinician is told became of it."""

from django.utils import timezone

from community.concerns.actions import MOST_NOW, NOW, Asked, Became

SENT_BEFORE = "You asked this at {at} already. It is one request, and a clinician has it on the desk."
FOR_TODAY = (
    "You have asked {most} times within an hour that somebody comes at once, so this one called nobody. Nothing is lost: it"
    " stands on the desk, to be read today. If somebody is in danger now, call 999, or the team’s number under “Help now”."
)


def answer(asked: Asked, *, will: str, who_is_not_told: str) -> str:
    """`will`: "A clinician will read it"; `who_is_not_told`: "Whoever wrote it"."""
    if asked.became is Became.FOR_TODAY:
        return FOR_TODAY.format(most=MOST_NOW)
    if asked.became is Became.SENT_BEFORE:
        return SENT_BEFORE.format(at=f"{timezone.localtime(asked.concern.at):%H:%M}")
    when = "at once" if asked.concern.priority == NOW else "today"
    return f"Thank you. {will} {when}. {who_is_not_told} is not told that you asked."
