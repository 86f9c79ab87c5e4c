"""The demo's guardians, and three reports at three stages. The seven words of each are returned once, when it is made."""

from datetime import timedelta

from django.utils import timezone

from community.guardians import actions, ceremony
from community.guardians.actions import Guardian
from community.guardians.models import Custody, RecoveryKey
from community.people.models import Person
from community.speak_up import actions as reports
from community.speak_up import receipts, sealing, storage
from community.speak_up.models import Reader, Report

PASSPHRASE = "a heron stands in the morning"
GUARDIANS = {
    "gil-guardian": (
        "Gil Ashworth",
        "Freedom to Speak Up Guardian of the trust. Answers to the board.",
        False,
    ),
    "nell-guardian": (
        "Nell Okafor",
        "Guardian of a charity that supports staff. Answers to nobody here.",
        True,
    ),
}
SAID = [
    (
        "bullying",
        "A colleague is shouted at in front of patients, most days. Two people have left because of it.",
        "",
    ),
    ("patient_safety", "The night checks are signed by people who were not there.", "For about a month now"),
    ("fraud", "Taxis are booked for trips that nobody makes.", ""),
]


def load() -> list[str]:
    """The receipts of the reports that were made now; none where they stood already."""
    storage.prepare()
    if not RecoveryKey.objects.exists():
        ceremony.make_recovery(
            holders=["The chair of governors", "The union’s representative", "The auditor"]
        )
    guardians = [_guardian(handle) for handle in GUARDIANS]
    if Report.objects.exists():
        return []
    return [_report(stage, guardians) for stage in range(len(SAID))]


def _guardian(handle: str) -> Guardian:
    person = Person.objects.get(handle=handle)
    custody = Custody.objects.in_force().filter(person=person).first()
    if custody is None or not Reader.objects.filter(public_key=custody.public_key).exists():
        Custody.objects.filter(person=person).delete()
        name, says, outside = GUARDIANS[handle]
        custody = ceremony.make_key(by=person, name=name, says=says, outside=outside, passphrase=PASSPHRASE)
    private = ceremony.unlock(custody=custody, passphrase=PASSPHRASE, by=person)
    found = actions.guardian_of(custody=custody, private=private)
    assert found is not None
    return found


def _report(stage: int, guardians: list[Guardian]) -> str:
    """0: just come. 1: being looked at. 2: closed, with feedback."""
    topic, what, where = SAID[stage]
    today, gil = timezone.localdate(), guardians[0]
    began = today - timedelta(days=(2, 30, 70)[stage])
    answers = {"topic": topic, "what": what, "where": where}
    readers = [one.reader for one in guardians]
    receipt = reports.report(answers=answers, readers=readers, number=sealing.new_key(), today=began)
    opened = gil.open(Report.objects.get(lookup=receipts.opener(receipt).lookup))
    for days, action, text in _steps(stage):
        actions.act(opened=opened, action=action, text=text, by=gil, today=began + timedelta(days=days))
    return receipt


def _steps(stage: int) -> list[tuple[int, str, str]]:
    done = [
        (3, "acknowledge", "Thank you for telling us. I have read it."),
        (9, "look", "Somebody from another site is looking at it."),
        (40, "answer", "The bookings are now signed by two people. The past ones are with the auditor."),
        (55, "close", "I close it now. Write here if it happens again."),
    ]
    return done[: (0, 2, 4)[stage]]
