"""The ceremony at a terminal: the recovery key and its three holders, then a guardian's key."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from community.guardians import ceremony
from community.guardians.models import Custody, RecoveryKey
from community.people.models import Person
from community.speak_up import storage
from community.speak_up.models import Reader

FIRST = """Gather the three people who will hold the recovery key. They should be outside the line of the guardians, and
of each other: for example a governor, the union's representative, the auditor. Each gets 33 words on paper. Any two of
them can open a guardian's key when a passphrase is lost; one alone can do nothing. The words are shown once."""


class Command(BaseCommand):
    help = "Set up Speak up: `recovery` makes the recovery key, `key` a guardian's key, `status` says what stands."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["recovery", "key", "status"])
        parser.add_argument("--holder", action="append", default=[], help="name of a holder, three times")
        parser.add_argument("--person", help="the guardian's handle")
        parser.add_argument("--name", help="the guardian's name, as reporters see it")
        parser.add_argument("--says", default="", help="who they are, in a sentence")
        parser.add_argument("--outside", action="store_true", help="they do not work for the trust")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        storage.prepare()
        {"recovery": self._recovery, "key": self._key, "status": self._status}[what](options)

    def _recovery(self, options: dict[str, Any]) -> None:
        holders = options["holder"]
        if len(holders) != 3 or len(set(holders)) != 3:
            raise CommandError("Name three different holders: --holder NAME --holder NAME --holder NAME")
        self.stdout.write(f"{FIRST}\n")
        for holder, part in zip(holders, ceremony.make_recovery(holders=holders), strict=True):
            self.stdout.write(f"\nFor {holder}:\n  {part}\n")
        self.stdout.write(
            "\nClear this screen now. Guardians' keys that are made from now on can be recovered."
        )

    def _key(self, options: dict[str, Any]) -> None:
        person = Person.objects.filter(handle=options["person"]).first()
        if person is None or not options["name"]:
            raise CommandError("Say whose: --person HANDLE --name NAME, and --says SENTENCE")
        passphrase = getpass("Passphrase: ")
        if len(passphrase) < ceremony.SHORTEST or passphrase != getpass("The same again: "):
            raise CommandError(f"Type the same passphrase twice, of at least {ceremony.SHORTEST} characters.")
        try:
            ceremony.make_key(
                by=person, name=options["name"], says=options["says"], outside=options["outside"], passphrase=passphrase
            )  # fmt: skip
        except ceremony.AlreadyHasOne:
            raise CommandError("This guardian has a key already.") from None
        self.stdout.write("Reporters can choose this guardian now.")

    def _status(self, options: dict[str, Any]) -> None:
        recovery = RecoveryKey.objects.filter(stands=True).first()
        held = (
            f"held by {', '.join(recovery.holders)}" if recovery else "none: a lost passphrase loses reports"
        )
        self.stdout.write(f"Recovery key: {held}")
        for reader in Reader.objects.filter(ended_on=None):
            custody = Custody.objects.filter(reader_ref=reader.ref).first()
            recoverable = "can be recovered" if custody and custody.escrow else "cannot be recovered"
            self.stdout.write(f"{reader.name}{', outside' * reader.outside}: {recoverable}")
        if not Reader.objects.offered().filter(outside=True).exists():
            self.stdout.write("Nobody from outside the trust can be chosen yet.")
        self.stdout.write(f"As of {timezone.localdate():%-d %B %Y}.")
