"""Reading a report by whoever holds a key to it: the reporter by the receipt, a guardian by the unlocked key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from community.speak_up import sealing
from community.speak_up.models import Reader, Report, SealedKey
from community.speak_up.receipts import Opener

REPORTER = "The person who reported"


@dataclass(frozen=True, slots=True)
class Said:
    """One entry, opened. `answers` is filled in the first alone."""

    day: date
    number: int
    who: str
    did: str
    text: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def by_reporter(self) -> bool:
        return self.who == REPORTER


@dataclass(frozen=True, slots=True)
class File:
    """`kind` is "clean copy" or "original"."""

    ref: str
    name: str
    kind: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A report with the key to it, for as long as a request lasts."""

    report: Report
    key: bytes

    def said(self) -> list[Said]:
        """Everything, in the order in which it was written. What was not sealed by a holder of the key is left out."""
        return sorted(self._said(), key=lambda one: one.number)

    def _said(self) -> Iterator[Said]:
        for entry in self.report.entries.all():
            try:
                words = sealing.open_words(entry.sealed, key=self.key, place=entry.place)
            except sealing.Unreadable:
                continue
            yield Said(day=entry.day, **words)

    def spoiled(self) -> int:
        """How many entries and files were changed or put in by somebody without the key."""
        kept = self.report.entries.count() + self.report.files.count()
        return kept - len(list(self._said())) - len(list(self._files()))

    def files(self) -> list[File]:
        """What was not sealed by a holder of the key is left out here too: it must not hide the rest."""
        return sorted(self._files(), key=lambda file: (file.name, file.kind))

    def _files(self) -> Iterator[File]:
        for one in self.report.files.defer("body"):
            try:
                head = self._words(one.head, one.place("head"))
            except sealing.Unreadable:
                continue
            yield File(ref=one.ref, **head)

    def file(self, ref: str) -> tuple[File, bytes]:
        """Raises Attachment.DoesNotExist for one of another report, Unreadable for one that was changed."""
        found = self.report.files.get(pk_number=number_of(ref))
        head = File(ref=ref, **self._words(found.head, found.place("head")))
        return head, sealing.open_closed(found.body, key=self.key, place=found.place("body"))

    def readers(self) -> list[Reader]:
        """Who can open it now."""
        held = self.report.keys.exclude(reader=None).select_related("reader").order_by("reader__name")
        return [one.reader for one in held if one.reader]

    def _words(self, closed: sealing.Kept, place: str) -> dict[str, Any]:
        return sealing.open_words(closed, key=self.key, place=place)


def by_receipt(opener: Opener) -> Opened | None:
    """None where the words fit no report. Costs the same either way, but for what is then shown."""
    report = Report.objects.filter(lookup=opener.lookup).first()
    held = SealedKey.objects.filter(report=report, reader=None).first() if report else None
    sealed: sealing.Kept = (
        held.sealed if held else sealing.seal_to(sealing.public_of(opener.private), bytes(32))
    )
    try:
        key = sealing.unseal(sealed, opener.private)
    except sealing.Unreadable:
        return None
    return Opened(report, key) if report and held else None


def by_reader(report: Report, reader: Reader, private: bytes) -> Opened:
    """Raises Unreadable where the report was not sealed to this key."""
    held = report.keys.filter(reader=reader).first()
    if held is None:
        raise sealing.Unreadable
    return Opened(report, sealing.unseal(held.sealed, private))


def number_of(ref: str) -> int:
    """The row of a public ref; 0, which no row has, for what is none."""
    try:
        return int(ref, 16) if len(ref) == 16 else 0
    except ValueError:
        return 0
