"""Writing. Everything is sealed before the first write, and a report is written whole or not at all.

There is no `by` here: nobody on this side is anybody. What a guardian does comes through `community.guardians`, which
asks who they are, and passes the name that the reporter shall see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cms.states import leads
from community.speak_up import receipts, sealing, storage
from community.speak_up.models import Attachment, Entry, Reader, Report, SealedKey, Tally
from community.speak_up.opening import REPORTER, Opened
from community.speak_up.router import ALIAS
from community.speak_up.states import WAYS, State


class NobodyReads(Exception):
    """None of the readers chosen can be chosen today."""


class NoSuchWay(Exception):
    """The state of the report does not allow it; somebody may have been quicker."""


class Full(Exception):
    """The file has grown to its limit; for all but a report without files, to half of it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file ready to be sealed. `kind` is "clean copy" or "original"."""

    name: str
    kind: str
    type: str
    data: bytes


def report(
    *,
    answers: dict[str, str],
    readers: Sequence[Reader],
    number: bytes,
    files: Sequence[Cleaned] = (),
    crowded: bool = False,
    today: date | None = None,
) -> str:
    """Seal and keep it; returns the receipt. `number` is the form's own: sent again it is the same report."""
    if not readers:
        raise NobodyReads
    receipt = receipts.receipt_for(number)
    opener = receipts.opener(receipt)
    if Report.objects.filter(lookup=opener.lookup).exists():
        return receipt
    _require_room(plain=not files and not crowded)
    key, today = sealing.new_key(), today or timezone.localdate()
    made = Report(lookup=opener.lookup, opened_on=today, crowded=crowded)
    keys = [SealedKey(report=made, sealed=sealing.seal_to(sealing.public_of(opener.private), key))]
    keys += [
        SealedKey(report=made, reader=one, sealed=sealing.seal_to(one.public_key, key)) for one in readers
    ]
    opened = Opened(made, key)
    first = _entry(opened, 0, who=REPORTER, did="sent it", answers=answers, today=today)
    sealed = [_sealed(opened, file) for file in files]
    with transaction.atomic(using=ALIAS):
        made.save(force_insert=True)
        SealedKey.objects.bulk_create(keys)
        first.save(force_insert=True)
        Attachment.objects.bulk_create(sealed)
        _count("received", today)
    storage.settle()
    return receipt


def write(
    *,
    opened: Opened,
    who: str,
    did: str,
    text: str = "",
    files: Sequence[Cleaned] = (),
    move: str = "",
    today: date | None = None,
) -> None:
    """Something more is said or done; `move` is the transition of the table that goes with it."""
    today = today or timezone.localdate()
    if who == REPORTER and (text or files):
        _require_room(plain=False)
    sealed = [_sealed(opened, file) for file in files]
    with transaction.atomic(using=ALIAS):
        report = Report.objects.filter(pk=opened.report.pk).first()
        if report is None:  # deleted by the reporter meanwhile
            raise NoSuchWay
        if move:
            _move(report, move, today)
        number = report.entries.count()
        _entry(opened, number, who=who, did=did, text=text, today=today).save(force_insert=True)
        Attachment.objects.bulk_create(sealed)
    opened.report.refresh_from_db()
    storage.settle()


def hold(*, opened: Opened, who: str, held: bool, why: str, today: date | None = None) -> None:
    """Kept beyond its days, or no longer. The reporter reads who holds it, and why."""
    with transaction.atomic(using=ALIAS):
        Report.objects.filter(pk=opened.report.pk).update(held=held)
        write(opened=opened, who=who, did="held" if held else "let go", text=why, today=today)
    storage.settle()


def hand_over(*, opened: Opened, who: str, to: Reader, keep: Reader | None, why: str) -> None:
    """Seal the report's key to another reader; `keep` is who gave it on, where they no longer want to read it.
    The reporter sees both names."""
    with transaction.atomic(using=ALIAS):
        SealedKey.objects.update_or_create(
            report=opened.report, reader=to, defaults={"sealed": sealing.seal_to(to.public_key, opened.key)}
        )
        if keep is not None:
            opened.report.keys.filter(reader=keep).delete()
        write(opened=opened, who=who, did=f"handed it to {to.name}", text=why)
    storage.settle()


def destroy(*, report: Report) -> None:
    """The keys first: without them the rest is noise, also in an older copy of the file."""
    with transaction.atomic(using=ALIAS):
        report.keys.all().delete()
        report.delete()
    storage.settle()


def _move(report: Report, action: str, today: date) -> None:
    target = leads(WAYS, action, report.state)
    if target is None:
        raise NoSuchWay
    report.state = target
    report.closed_on = today if target == State.CLOSED else None
    report.save(update_fields=["state", "closed_on"])
    if action in {"acknowledge", "answer"} or target == State.CLOSED:
        _count({"acknowledge": "acknowledged", "answer": "answered"}.get(action, "closed"), today)


def _entry(
    opened: Opened, number: int, *, who: str, did: str, today: date, text: str = "", answers: dict[str, str] | None = None
) -> Entry:  # fmt: skip
    made = Entry(report=opened.report, day=today)
    words = {"number": number, "who": who, "did": did, "text": text, "answers": answers or {}}
    made.sealed = sealing.close_words(words, key=opened.key, place=made.place)
    return made


def _sealed(opened: Opened, file: Cleaned) -> Attachment:
    made = Attachment(report=opened.report)
    head = {"name": file.name, "kind": file.kind, "type": file.type, "size": len(file.data)}
    made.head = sealing.close_words(head, key=opened.key, place=made.place("head"))
    made.body = sealing.close(file.data, key=opened.key, place=made.place("body"), sizes=sealing.FILE_SIZES)
    return made


def _count(what: str, today: date) -> None:
    quarter = f"{today.year}Q{(today.month + 2) // 3}"
    Tally.objects.get_or_create(quarter=quarter, what=what)
    Tally.objects.filter(quarter=quarter, what=what).update(number=F("number") + 1)


def _require_room(*, plain: bool) -> None:
    """One report with files takes as much as ten thousand without, and what is added costs no sum: the last half is
    kept for reports in words, so that nobody fills the file against those who come after. Guardians always write."""
    from django.conf import settings

    if storage.size() > int(settings.SPEAK_UP_MOST_BYTES) // (1 if plain else 2):
        raise Full
