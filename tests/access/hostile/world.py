"""A building in which every form stands once for somebody: who sees it, and at which address."""

from datetime import timedelta

from django.utils import timezone

from community.helping import actions as helping
from community.living_room import actions as living_rooms
from community.living_room.models import LivingRoom
from community.messages import actions as messages
from community.moderation import actions as moderation
from community.moderation.things import of_post
from community.muting.actions import mute
from community.notices.stopping import new_token
from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms import drafts
from community.rooms.composing import Place, Written
from community.rooms.models import Measure, Post, Thread
from tests import cast

Seen = tuple[Person, str]
CALM, WHY = "The kettle is on.", "Please be gentle with one another."


def open_pages(building: cast.Building) -> list[Seen]:
    """Whose page, and where: between them they hold every form of these apps."""
    for room, has in ((building.harbour, "pictures"), (building.onward, "has_stories")):
        setattr(room, has, True)
        room.save()
    thread = _thread(building)
    return [
        *_of_members(building, thread),
        *_of_moderators(building, thread),
        *_messages(building),
        *_helping(building),
        *_living_room(building),
    ]


def again(person: Person) -> Person:
    """As the next request would load them: what is open to somebody is kept for one request."""
    return Person.objects.get(pk=person.pk)


def post(thread: Thread, number: int) -> Post:
    return Post.objects.select_related("room__service", "in_thread__room", "author").get(
        in_thread=thread, number=number
    )


def _thread(building: cast.Building) -> Thread:
    """Of Mia: 1, 3, 4 and 5 are hers, 2 is Robin's."""
    thread, _said = rooms.open_thread(room=building.harbour, title="Evenings", body=CALM, by=building.mia)
    for by in (building.robin, building.mia, building.mia, building.mia):
        rooms.reply(thread=thread, body=f"Yes, @{building.mia.handle}. {CALM}", by=by)
    return Thread.objects.select_related("room__service", "author").get(pk=thread.pk)


def _of_members(building: cast.Building, thread: Thread) -> list[Seen]:
    mia, robin, at = building.mia, building.robin, thread.get_absolute_url()
    rooms.say_about(about="I like gardens.", by=robin)
    rooms.bookmark(post=post(thread, 2), by=mia)
    drafts.save(place=Place(building.harbour), fields={"body": "Begun."}, seen=0, by=mia)
    written = Written(body=CALM, title="", notes="", reply_to=None, picture=None, picture_words="")
    rooms.hold(place=Place(building.harbour, thread), written=written, by=mia)
    mute(other=building.robin, by=mia)
    notice = mia.notices.order_by("pk").first()
    assert notice is not None
    mine = [
        "/lobby/", "/rooms/harbour/", "/rooms/harbour/new/", at, f"{at}?page=1", f"{at}reply/?to=2&quote=1", f"{at}1/edit/",
        f"{at}1/delete/", f"{at}2/report/", "/you/drafts/", "/bookmarks/", "/you/about/",
        f"/profiles/{robin.ref}/", f"/profiles/{robin.ref}/mute/", f"/profiles/{robin.ref}/report/", "/you/muted/",
        "/notices/", "/you/notices/", f"/no-more-mail/{new_token(mia)}/",
    ]  # fmt: skip
    return [*((mia, address) for address in mine), (robin, f"{at}report/"), *_stories(building)]


def _stories(building: cast.Building) -> list[Seen]:
    told, _said = rooms.tell_story(room=building.onward, title="A spring", body=CALM, by=building.robin)
    shown, _said = rooms.tell_story(room=building.onward, title="An autumn", body=CALM, by=building.vic)
    rooms.show_story(story=shown, by=again(building.pat))
    return [
        (building.robin, "/rooms/onward/story/"), (building.robin, f"/stories/{told.ref}/remove/"),
        (building.robin, f"/stories/{shown.ref}/report/"), (building.pat, f"/stories/{told.ref}/"),
        (building.pat, f"/stories/{told.ref}/return/"),
    ]  # fmt: skip


def _of_moderators(building: cast.Building, thread: Thread) -> list[Seen]:
    mia, pat, at = building.mia, again(building.pat), thread.get_absolute_url()
    report, _said = moderation.report(thing=of_post(post(thread, 2)), reason="unkind", by=mia)
    taken = [
        moderation.hide(post=post(thread, n), by=again(pat), rule="numbers", sentence=WHY) for n in (3, 4)
    ]
    appeal, _said = moderation.appeal(decision=taken[1], words="It was not unkind.", by=again(mia))
    other, _said = rooms.open_thread(room=building.harbour, title="Mornings", body=CALM, by=building.robin)
    slow = moderation.put_on(kind=Measure.Kind.SLOW, on=other, by=again(pat), sentence=WHY, minutes=5)
    assert slow.measure is not None
    waiting = building.harbour.waiting.get()
    mine = [
        f"/decisions/{one.ref}/" for one in taken
    ]  # fmt: skip
    hers = [
        at, f"{at}1/ask-note/", f"{at}1/hide/", f"{at}3/return/", f"{at}move/", f"{at}split/?from=2", f"{at}measures/",
        "/rooms/harbour/measures/", f"/profiles/{mia.ref}/measures/", f"/profiles/{building.robin.ref}/remove/",
        f"/moderation/reports/{report.reported.ref}/", f"/moderation/measures/{slow.measure.ref}/lift/",
        f"/moderation/done/{slow.ref}/", "/rooms/harbour/waiting/", f"/waiting/{waiting.ref}/refuse/",
    ]  # fmt: skip
    return [
        *((mia, f"/you{address}") for address in mine),
        *((building.pat, address) for address in hers),
        (building.cleo, f"/moderation/appeals/{appeal.ref}/"),
    ]


def _messages(building: cast.Building) -> list[Seen]:
    mia, service = again(building.mia), building.eating_disorders
    started, _care = messages.start_with_team(service=service, subject="A question", body=CALM, by=mia)
    messages.change_rules(
        service=service, between_members=True, answer_within_hours=8, templates="Hello\nHello you.", by=building.sam
    )  # fmt: skip
    vic = building.vic
    return [
        (mia, f"/messages/team/{service.slug}/"), (mia, f"/messages/{started.ref}/"),
        (building.robin, f"/messages/to/{vic.ref}/"), (building.cleo, f"/desk/messages/{started.ref}/"),
        (building.sam, f"/services/{service.slug}/messages/"),
    ]  # fmt: skip


def _helping(building: cast.Building) -> list[Seen]:
    starts = timezone.now() + timedelta(days=1)
    helping.plan_session(
        service=building.eating_disorders, what="Evening in the living room", starts_at=starts,
        ends_at=starts + timedelta(hours=1), places=2, by=building.pat,
    )  # fmt: skip
    return [
        (building.robin, "/helping/"), (building.robin, "/helping/check/"),
        (building.pat, f"/desk/rota/{building.eating_disorders.slug}/"),
    ]  # fmt: skip


def _living_room(building: cast.Building) -> list[Seen]:
    """Of Harbour: line 1 is Mia's, line 2 is Robin's, who was asked to leave. What a host does comes last."""
    here = LivingRoom.objects.create(
        service=building.eating_disorders, room=building.harbour, outside_hours=LivingRoom.OutsideHours.OPEN
    )
    mia, robin, pat, at = building.mia, building.robin, again(building.pat), here.get_absolute_url()
    for by in (mia, robin):
        living_rooms.say_line(living_room=here, text=CALM, by=again(by), key="k")
    hour, starts = timedelta(hours=1), timezone.now() + timedelta(days=1)
    living_rooms.plan(living_room=here, topic="Evenings", starts_at=starts, ends_at=starts + hour, by=pat)
    living_rooms.send_out(living_room=here, person=again(robin), sentence=WHY, length=hour, by=pat)
    hers = ["", "2/report/", "sessions/", "quiet-word/", "1/take-back/"]
    his = ["2/hide/", "sessions/", "sessions/new/", f"people/{robin.ref}/send-out/", "host/"]
    return [*((mia, f"{at}{rest}") for rest in hers), *((pat, f"{at}{rest}") for rest in his)]
