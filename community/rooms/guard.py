"""What a text is asked about: numbers that others measure themselves by before it is posted, content notes after.

A note can wait until the words are safe with the team: nobody should give up on a cry for help over a question of
manners. For the same reason whoever writes that they are in danger is asked nothing at all: what they wrote is posted,
or goes to a moderator, and the judge sees it at once."""

from dataclasses import dataclass

from community.people.models import Person
from community.rooms import notes
from community.rooms.composing import Place, Written
from community.rooms.models import NumberRule, Room, Thread
from community.rooms.restraints import restraints_on
from community.utterances.foresight import look_ahead
from community.utterances.marks import Piece, pieces
from community.utterances.numbers import Found, numbers_in

MODERATED = (NumberRule.MODERATOR, NumberRule.NEVER)


class NeedsAModerator(Exception):
    """A moderator reads it first: for its numbers, by the rule of the room, or for now whatever it says."""


class NumbersNotHere(Exception):
    """It holds numbers, and this room has none."""


@dataclass(frozen=True)
class Findings:
    """What there is to ask. False when nothing has to be asked before it is sent."""

    rule: NumberRule = NumberRule.OFF
    title: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()
    measures: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    urgent: bool = False

    @property
    def numbers(self) -> bool:
        return bool(self.measures)

    @property
    def holds(self) -> bool:
        """A moderator reads it first, if it is sent as it is."""
        return self.numbers and self.rule in MODERATED

    def __bool__(self) -> bool:
        return self.numbers


def look(place: Place, written: Written) -> Findings:
    texts = [written.title, written.body, written.picture_words]
    rule = NumberRule(place.room.number_rule)
    found = [numbers_in(text) if rule != NumberRule.OFF else [] for text in texts]
    known = () if written.notes else notes.notes_of(place.room.service_id)
    if not known and not any(found):
        return Findings(rule)
    ahead = look_ahead(texts, place.room)
    return Findings(
        rule,
        _marked(written.title, found[0]),
        _marked("\n".join(filter(None, texts[1:])), _joined(written.body, found[1], found[2])),
        tuple(dict.fromkeys(one.measure.value for some in found for one in some)),
        tuple(notes.suggested(known, texts, ahead)),
        ahead.urgent,
    )


def _joined(body: str, in_body: list[Found], in_words: list[Found]) -> list[Found]:
    """Places in the body with the words of the picture under it."""
    after = len(body) + 1 if body else 0
    return in_body + [Found(one.measure, one.start + after, one.end + after) for one in in_words]


def _marked(text: str, found: list[Found]) -> tuple[Piece, ...]:
    return tuple(pieces(text, [(one.start, one.end) for one in found])) if found else ()


def require_free_of_numbers(room: Room, *texts: str) -> None:
    """Asked by every action that makes words stand in a room, whoever calls it."""
    if room.number_rule in MODERATED and any(numbers_in(text) for text in texts):
        raise NeedsAModerator if room.number_rule == NumberRule.MODERATOR else NumbersNotHere


def require_not_held(person: Person, room: Room, thread: Thread | None) -> None:
    """Asked by every action that makes words of this person stand in a room."""
    if restraints_on(person, room, thread).holds is not None:
        raise NeedsAModerator
