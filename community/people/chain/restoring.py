"""After an older backup was put back the chain ends before its head. That is said, never hidden."""

from django.utils import timezone

from community.people.chain import head
from community.people.chain.head import Head
from community.people.chain.models import Seal
from community.people.chain.signing import GENESIS


def go_on_from_here(*, why: str) -> None:
    """Move the head back to the last seal of the restored database; the head keeps what it said before, signed."""
    known = head.read() or Head()
    last = Seal.objects.order_by("-position").first()
    before = [str(known.position), known.mac, timezone.now().isoformat(timespec="seconds"), why]
    position, mac = (last.position, last.mac) if last else (0, GENESIS)
    head.write(Head(position, mac, [*known.restored, before]))
