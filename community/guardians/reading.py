"""What the inbox shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from community.guardians.actions import Guardian
from community.guardians.models import Custody, RecoveryKey
from community.people.models import AuditEntry, Person
from community.people.policies import may
from community.people.roles import Permission
from community.speak_up import sealing
from community.speak_up.forms import TOPICS
from community.speak_up.models import Reader, Report
from community.speak_up.opening import Opened
from community.speak_up.states import State

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Row:
    report: Report
    topic: str
    due_on: date | None
    waits: bool  # the reporter wrote last


def rows(guardian: Guardian, *, newest_first: bool = False) -> list[Row]:
    """What this guardian can open: soonest due first, closed last, and last of all what came in a flood."""
    found = list(_rows(guardian))
    if newest_first:
        return sorted(found, key=lambda row: row.report.opened_on, reverse=True)
    last = date.max
    return sorted(
        found, key=lambda row: (row.report.crowded, row.report.state == State.CLOSED, row.due_on or last)
    )


def _rows(guardian: Guardian) -> Iterator[Row]:
    for report in Report.objects.open_to(guardian.reader):
        try:
            opened = guardian.open(report)
        except sealing.Unreadable:
            continue
        said = opened.said()
        yield Row(report, topic_of(opened), report.due_on, bool(said) and said[-1].by_reporter)


def topic_of(opened: Opened) -> str:
    first = next((one.answers.get("topic", "") for one in opened.said() if one.answers), "")
    return dict(TOPICS).get(first, "Cannot be read")


def reads(*, by: Person) -> list[AuditEntry]:
    """Every use of a key and every opening, by whichever guardian; without a word of a report."""
    if not may(by, Permission.READ_SPEAK_UP):
        return []
    return list(AuditEntry.objects.filter(what__startswith="speak-up").order_by("-at", "-pk")[:SHOWN])


def _with_a_key_of_nobody() -> list[Reader]:
    made = {bytes(key) for key in Custody.objects.in_force().values_list("public_key", flat=True)}
    return [one for one in Reader.objects.offered() if bytes(one.public_key) not in made]


def warnings() -> list[str]:
    """What a guardian should see to before it matters."""
    found = [
        f"Reporters can choose “{reader.name}”, and no guardian here made that key. Somebody may have put it in. Tell the"
        " other guardians and the person responsible for data protection today."
        for reader in _with_a_key_of_nobody()
    ]
    if not Reader.objects.offered().filter(outside=True).exists():
        found.append("No guardian from outside the trust has a key: reporters have nobody else to choose.")
    if not RecoveryKey.objects.filter(stands=True).exists():
        found.append("There is no recovery key: whoever forgets a passphrase loses their reports.")
    return found
