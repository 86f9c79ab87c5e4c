"""What living rooms hold of somebody."""

from collections.abc import Iterable
from typing import Any

from community.living_room.models import Line, LineState, LivingRoom, Presence, Reminder, SentOut
from community.people.models import Person
from community.people.yours.holdings import Holding


def lines(person: Person) -> Iterable[dict[str, Any]]:
    """Where and when; the words are with each version of what they wrote."""
    rows = Line.objects.filter(author=person).select_related("living_room__room", "living_room__service")
    for line in rows.order_by("pk").iterator(500):
        yield {
            "living room": line.living_room.name, "number": line.number, "said": line.said_at, "content note": line.note,
            "state": line.get_state_display(),
        }  # fmt: skip


def hide_lines(person: Person) -> None:
    """Open pages hear of it: each living room counts one change."""
    standing = Line.objects.filter(author=person, state=LineState.STANDS)
    places = LivingRoom.objects.filter(pk__in=standing.values("living_room"))
    for here in places.select_for_update(no_key=True).order_by("pk"):
        here.last_change += 1
        here.save(update_fields=["last_change"])
        standing.filter(living_room=here).update(state=LineState.TAKEN_BACK, change=here.last_change)


def erase_lines(person: Person) -> None:
    """Numbers and places stay, so that what others said stands where it stood."""
    Line.objects.filter(author=person).update(text="", note="")


def reminders(person: Person) -> Iterable[dict[str, Any]]:
    for one in Reminder.objects.filter(person=person).select_related("session").order_by("pk"):
        yield {"session": one.session.topic, "starts": one.session.starts_at}


def sent_out(person: Person) -> Iterable[dict[str, Any]]:
    for one in SentOut.objects.filter(person=person).select_related("living_room").order_by("pk"):
        yield {"living room": one.living_room.name, "why": one.sentence, "from": one.at, "until": one.until}


def forget(model: Any) -> Any:
    return lambda person: model.objects.filter(person=person).delete()


HOLDINGS = (
    Holding(
        ("living_room.Line.author",), "What you said in living rooms", rows=lines, hide=hide_lines, erase=erase_lines,
        kept="That a line stood there stays, without its words.",
    ),
    Holding(
        ("living_room.Presence.person",), "That you are in a living room now",
        not_copied="It is forgotten within the hour.", leave=forget(Presence), erase=forget(Presence),
    ),
    Holding(
        ("living_room.Reminder.person",), "Sessions you want to be reminded of", rows=reminders,
        leave=forget(Reminder), erase=forget(Reminder),
    ),
    Holding(
        ("living_room.SentOut.person",), "When a host asked you to leave a living room", rows=sent_out,
        kept="It is kept so that what was decided here can be looked at again (Online Safety Act 2023, section 23).",
    ),
)  # fmt: skip
STAFF_ONLY = ("living_room.SentOut.by", "living_room.PlannedSession.host")
