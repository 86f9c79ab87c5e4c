"""What the pages of a decision and of an appeal say."""

from django.db import transaction

from community.moderation.models import Appeal, Decision
from community.people import audit
from community.people.models import Person
from community.people.policies import may_enter
from community.rooms.models import Measure
from community.utterances.models import Kind, Utterance

K, M = Decision.Kind, Measure.Kind

NEXT = {
    K.HIDE: "You can write again whenever you like, without what broke the rule. Nobody but the team can read the post.",
    K.RETURN: "There is nothing you have to do. We are sorry if it was hard.",
    K.ASK_NOTE: "Your post is still there. Edit it and choose a content note, so that others can decide when to open it.",
    K.MOVE: "Who may enter that room can read it there, and nobody else.",
    K.SPLIT: "There is nothing you have to do. Your post is still there, in a thread of its own.",
    K.LIFT: "There is nothing you have to do.",
    K.ABOUT: "You can say something else about yourself whenever you like.",
    K.STORY: "You can change your story and send it again.",
}
OF_MEASURES = {
    M.PAUSE: "Everybody can still read the thread. Until then only the team can write in it.",
    M.SLOW: "Everybody can still write in the thread, a little more slowly.",
    M.HOLD: "You can still write. A moderator reads it first, and then it is published or you are told why not.",
    M.SILENCE: "You can still read everything. Until then you cannot write in the rooms of this service.",
    M.SUSPEND: "Until then you cannot read or write here. Nothing you wrote is lost. Help now is always open.",
}


def what_next(decision: Decision, person: Person) -> str:
    if decision.kind == K.MEASURE and decision.measure is not None:
        return OF_MEASURES[M(decision.measure.kind)]
    if decision.kind == K.MOVE and decision.room_id and not may_enter(person, decision.room_id):
        return "Your key does not open that room. If you want to go on talking there, ask the team that gave you your key."
    return NEXT[K(decision.kind)]


@transaction.atomic
def read_appeal(*, appeal: Appeal, by: Person) -> str:
    """The words that were decided about, as they were then; every reading is written down."""
    audit.write(who=by, did="read appeal", what=f"appeal:{appeal.ref}", service=appeal.service)
    decision = appeal.decision
    kind, source = (Kind.CHAT, decision.line_id) if decision.line_id else (Kind.POST, decision.post_id)
    if source is None:
        return ""
    said = Utterance.objects.filter(kind=kind, source_id=source, said_at__lte=decision.at)
    last = said.order_by("-revision").first()
    return last.text if last else ""
