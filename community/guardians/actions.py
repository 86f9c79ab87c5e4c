"""What a guardian does with a report. The reporter reads each of these, but for what guardians say among themselves,
which is not here."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from community.guardians.models import Custody
from community.people import audit
from community.people.models import Person
from community.people.policies import may, require
from community.people.roles import Permission
from community.speak_up import actions as reports
from community.speak_up import opening, storage
from community.speak_up.models import Reader, Report, Tally
from community.speak_up.opening import File, Opened
from community.speak_up.router import ALIAS

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody with an unlocked key, for one request."""

    person: Person
    reader: Reader
    private: bytes

    def open(self, report: Report) -> Opened:
        """Raises Unreadable where it was not sealed to them."""
        return opening.by_reader(report, self.reader, self.private)


def guardian_of(*, custody: Custody, private: bytes) -> Guardian | None:
    """None where the key that reporters seal to is not this one: somebody has put another in its place."""
    reader = Reader.objects.filter(pk_number=opening.number_of(custody.reader_ref)).first()
    if reader is None or bytes(reader.public_key) != bytes(custody.public_key):
        return None
    return Guardian(custody.person, reader, private)


def _require(by: Guardian) -> None:
    require(may(by.person, Permission.READ_SPEAK_UP), "Only a speak-up guardian does this.")


def read(*, report: Report, by: Guardian) -> Opened:
    """Open it, and have written down that one did. Raises Unreadable."""
    _require(by)
    opened = by.open(report)
    audit.write(who=by.person, did="read a speak-up report", what=f"speak-up:{report.ref}")
    return opened


def read_file(*, opened: Opened, ref: str, by: Guardian) -> tuple[File, bytes]:
    found = opened.file(ref)
    audit.write(
        who=by.person, did=f"opened a speak-up file ({found[0].kind})", what=f"speak-up:{opened.report.ref}"
    )
    return found


def act(*, opened: Opened, action: str, text: str, by: Guardian, today: date | None = None) -> None:
    """Reply, with or without a step of the table. Raises NoSuchWay."""
    _require(by)
    said = {"": "wrote", "acknowledge": "acknowledged it", "look": "is looking at it", "answer": "gave feedback",
            "close": "closed it", "open again": "opened it again"}[action]  # fmt: skip
    reports.write(opened=opened, who=by.reader.name, did=said, text=text, move=action, today=today)
    _note(by, said, opened)


def hold(*, opened: Opened, held: bool, why: str, by: Guardian) -> None:
    _require(by)
    require(bool(why.strip()), "Say why.")
    reports.hold(opened=opened, who=by.reader.name, held=held, why=why)
    _note(by, "held" if held else "let go", opened)


def hand_over(*, opened: Opened, to: Reader, keep: bool, why: str, by: Guardian) -> None:
    """To somebody who can be chosen today. `keep`: one goes on reading it oneself."""
    _require(by)
    require(to.ended_on is None and to.pk_number != by.reader.pk_number, "Choose another guardian.")
    reports.hand_over(opened=opened, who=by.reader.name, to=to, keep=None if keep else by.reader, why=why)
    _note(by, "handed over", opened)


def destroy_what_is_past(*, today: date | None = None) -> int:
    """The clock's: 90 days after closing, unless held."""
    today = today or timezone.localdate()
    past = list(Report.objects.past_their_days(today).values_list("pk", flat=True))
    return sum(_destroy(number, today) for number in past)


def _destroy(number: int, today: date) -> bool:
    """Asked once more when nobody else can write: somebody may have opened or held it at the last moment."""
    with transaction.atomic(using=ALIAS):
        report = Report.objects.past_their_days(today).filter(pk=number).first()
        if report is None:
            return False
        reports.destroy(report=report)
    storage.settle()
    return True


@dataclass(frozen=True, slots=True)
class Quarter:
    name: str
    received: str
    acknowledged: str
    answered: str
    closed: str


def counts(*, today: date | None = None) -> list[Quarter]:
    """Of quarters that are over; a number from 1 to 4 is said as "fewer than 5"."""
    today = today or timezone.localdate()
    now = f"{today.year}Q{(today.month + 2) // 3}"
    found: dict[str, dict[str, int]] = {}
    for one in Tally.objects.exclude(quarter__gte=now).order_by("-quarter"):
        found.setdefault(one.quarter, {})[one.what] = one.number
    return [
        Quarter(name, *(_shown(numbers.get(what, 0)) for what in ("received", "acknowledged", "answered", "closed")))
        for name, numbers in found.items()
    ]  # fmt: skip


def _shown(number: int) -> str:
    return "0" if number == 0 else f"fewer than {FEWEST}" if number < FEWEST else str(number)


@transaction.atomic
def _note(by: Guardian, did: str, opened: Opened) -> None:
    audit.write(who=by.person, did=f"speak-up: {did}", what=f"speak-up:{opened.report.ref}")
