"""What somebody is told: only what they may know of now, and never by somebody they muted."""

import pytest
from django.utils import timezone

from community.muting.actions import mute
from community.notices.actions import change_settings, kinds_off, settings_of
from community.notices.kinds import NoticeKind
from community.notices.models import Notice, Rhythm
from community.notices.reading import groups, unread
from community.people import keys
from community.people.models import Membership, Person
from community.people.roles import Role
from community.rooms import actions as rooms
from community.rooms.models import Feeling, Thread

pytestmark = pytest.mark.django_db
CALM = "The kettle is on."


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = rooms.open_thread(room=building.harbour, title="Evenings", body=CALM, by=building.mia)
    return opened


def told(person: Person) -> list[tuple[str, str]]:
    """(kind, sentence) of what stands on their page, as a new request reads it."""
    person = Person.objects.get(pk=person.pk)
    found = groups(Notice.objects.visible_to(person), person)
    return [(line.notice.kind, line.words.text) for group in found for line in group.lines]


def new_to(person: Person) -> int:
    return unread(Person.objects.get(pk=person.pk))


def reply(thread: Thread, by: Person, body: str = CALM, **more):
    post, _said = rooms.reply(thread=thread, body=body, by=by, **more)
    return post


def test_who_opened_a_thread_is_told_of_a_reply_and_who_wrote_it_is_not(thread, building):
    reply(thread, building.robin)
    assert told(building.mia) == [("reply", "robin replied to you")]
    assert told(building.robin) == []
    assert new_to(building.mia) == 1


def test_an_answer_to_a_post_goes_to_its_author_alone_and_a_quotation_says_so(thread, building):
    first = reply(thread, building.robin)
    Notice.objects.all().delete()
    reply(thread, building.cleo, reply_to=first)
    reply(thread, building.cleo, body="> The kettle\n\nIs it?", reply_to=first)
    assert sorted(kind for kind, _text in told(building.robin)) == ["quote", "reply"]
    assert told(building.mia) == []


def test_a_mention_reaches_who_may_read_the_place_and_nobody_else(thread, building):
    reply(thread, building.robin, body="@cleo, @max and @nobody-here: look. mail@cleo.example")
    assert told(building.cleo) == [("mention", "robin mentioned you")]
    assert not Notice.objects.filter(person=building.max).exists()


def test_what_stands_in_a_quotation_mentions_nobody(thread, building):
    reply(thread, building.robin, body="> @cleo come\n\nIndeed.")
    assert not Notice.objects.filter(person=building.cleo).exists()


def test_a_kind_word_is_told_without_saying_whose_and_goes_when_it_is_taken_back(thread, building):
    post = thread.posts.get()
    rooms.react(post=post, feeling=Feeling.HOPE, by=building.robin)
    rooms.react(post=post, feeling=Feeling.WITH_YOU, by=building.robin)
    [(kind, text)] = told(building.mia)
    assert kind == "reaction"
    assert "robin" not in text
    for feeling in (Feeling.HOPE, Feeling.WITH_YOU):
        rooms.react(post=post, feeling=feeling, by=building.robin, feel=False)
    assert told(building.mia) == []
    assert new_to(building.mia) == 0


def test_a_notice_goes_when_its_post_is_removed_or_its_room_closes(thread, building):
    kept, gone = reply(thread, building.robin), reply(thread, building.robin)
    assert new_to(building.mia) == 2
    rooms.hide(post=gone, by=building.pat, why="not kind")
    assert new_to(building.mia) == len(told(building.mia)) == 1
    rooms.delete(post=kept, by=building.robin)
    assert new_to(building.mia) == 0
    reply(thread, building.robin)
    Membership.objects.filter(person=building.mia).delete()
    assert new_to(building.mia) == 0
    assert told(building.mia) == []


def test_who_is_muted_is_not_heard_of_whether_they_wrote_before_or_after(thread, building):
    reply(thread, building.robin)
    mute(other=building.robin, by=building.mia)
    assert told(building.mia) == []
    assert new_to(building.mia) == 0
    reply(thread, building.robin, body="@mia?")
    assert told(building.mia) == []


def test_a_kind_that_is_switched_off_is_not_told(thread, building):
    now = settings_of(building.mia)
    change_settings(
        by=building.mia, off=[NoticeKind.REPLY], mailed={}, rhythm=Rhythm.DAILY, quiet_from=now.quiet_from,
        quiet_until=now.quiet_until,
    )  # fmt: skip
    reply(thread, building.robin)
    assert told(building.mia) == []


def test_the_page_says_what_is_new_and_opening_it_reads_it(thread, building, sign_in):
    reply(thread, building.robin)
    client = sign_in(building.mia)
    page = client.get("/notices/").content.decode()
    assert "Notices (1 new)" in page
    assert "robin replied to you" in page
    notice = Notice.objects.get()
    answer = client.get(f"/notices/{notice.ref}/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("#post-2")
    assert "Notices (1 new)" not in client.get("/notices/").content.decode()


def test_all_are_read_up_to_what_the_page_showed(thread, building, sign_in):
    reply(thread, building.robin)
    seen = Notice.objects.get().pk
    reply(thread, building.robin)
    client = sign_in(building.mia)
    client.post("/notices/read/", {"upto": str(seen)})
    assert new_to(building.mia) == 1
    for nonsense in ("", "x", "9" * 40, "-1"):
        assert client.post("/notices/read/", {"upto": nonsense}).status_code == 302
    assert new_to(building.mia) == 1


def test_a_notice_of_somebody_else_or_of_what_is_gone_does_not_exist(thread, building, sign_in):
    post = reply(thread, building.robin)
    ref = Notice.objects.get().ref
    assert sign_in(building.robin).get(f"/notices/{ref}/").status_code == 404
    rooms.hide(post=post, by=building.pat, why="not kind")
    assert sign_in(building.mia).get(f"/notices/{ref}/").status_code == 404


def test_settings_are_kept_and_bad_ones_are_said(building, sign_in):
    client = sign_in(building.mia)
    good = {
        "told": ["mention"],
        "rhythm": "weekly",
        "mailed": ["mention"],
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }
    assert client.post("/you/notices/", good).status_code == 302
    now = settings_of(building.mia)
    assert now.rhythm == "weekly"
    assert "reply" in kinds_off(building.mia)
    assert "message" not in kinds_off(building.mia)
    assert now.mails("mention")
    assert not now.mails("message")
    bad = client.post("/you/notices/", good | {"rhythm": "hourly", "quiet_from": "25:00"})
    assert bad.status_code == 200
    assert "error" in bad.content.decode()


def test_rooms_that_the_team_opens_are_told_while_they_are_open(building):
    keys.open_rooms(
        person=building.mia, service=building.eating_disorders, rooms=[building.onward.pk], role=Role.PATIENT,
        by=building.cleo,
    )  # fmt: skip
    assert told(building.mia) == [("room_opened", "Open to you now: Onward")]
    Membership.objects.filter(person=building.mia, room=building.onward).update(ended_at=timezone.now())
    assert told(building.mia) == []
