"""A mail says that there is something new, and nothing else; it goes once, in waking hours, or not at all."""

import re
import smtplib
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from community.muting.actions import mute
from community.notices import delivery, planning, quiet
from community.notices.actions import change_settings
from community.notices.mail import build
from community.notices.models import Letter, LetterState, MailKind, Notice, NoticeSettings, Rhythm
from community.people.models import Membership, Person
from community.people.services import wording
from community.people.vault import actions as vault
from community.people.vault.details import Contact, How
from community.remembrance.actions import report
from community.rooms import actions as rooms
from community.rooms.models import Thread
from risk_jobs.on_call.models import Reach

pytestmark = pytest.mark.django_db
CANARY, ADDRESS = "zqcanaryx", "someone@example.org"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def thread(building, time_machine) -> Thread:
    time_machine.move_to(NOON, tick=False)
    vault.set_contact(person=building.mia, contact=Contact(How.E_MAIL, ADDRESS), by=building.mia)
    opened, _said = rooms.open_thread(
        room=building.harbour, title=f"Title {CANARY}", body=f"Body {CANARY}", by=building.mia
    )
    choose(building.mia)
    return opened


def choose(
    person: Person, rhythm: Rhythm = Rhythm.SOON, *, night: tuple[time, time] = (time(21), time(8))
) -> None:
    change_settings(
        by=person, off=[], mailed={"reply": True}, rhythm=rhythm, quiet_from=night[0], quiet_until=night[1]
    )


def reply(thread: Thread, by: Person):
    return rooms.reply(thread=thread, body=f"Reply {CANARY}", by=by)[0]


def work(time_machine, **later: float) -> list:
    """Time passes, the job runs; the mails since the last time."""
    mail.outbox.clear()
    delivery.deliver_due()
    time_machine.shift(timedelta(**(later or {"minutes": 11})))
    delivery.deliver_due()
    return list(mail.outbox)


def states() -> list[str]:
    return [str(state) for state in Letter.objects.order_by("pk").values_list("state", flat=True)]


def test_a_mail_has_no_word_of_anybody(thread, building, time_machine):
    reply(thread, building.robin)
    [sent] = work(time_machine)
    whole = sent.message().as_string()
    for word in (
        CANARY,
        "mia",
        "robin",
        "harbour",
        "eating",
        "disorder",
        "alongside",
        "reply",
        "thread",
        "room",
    ):
        assert not re.search(rf"\b{word}", whole, re.IGNORECASE), word
    assert sent.to == [ADDRESS]
    assert sent.from_email == "Messages <messages@example.org>"
    assert "/notices/" in sent.body
    assert states() == ["sent"]


def test_mails_of_two_people_differ_by_address_and_way_out_alone(building, thread):
    vault.set_contact(person=building.max, contact=Contact(How.E_MAIL, ADDRESS), by=building.max)
    way_out = re.compile(r"no-more-mail/[^/]+/")
    one, other = (build(MailKind.NEW, person) for person in (building.mia, building.max))
    assert one is not None
    assert other is not None
    assert way_out.sub("", one.body) == way_out.sub("", other.body)
    assert one.subject == other.subject


def test_ten_replies_are_one_mail_and_the_next_comes_four_hours_later(thread, building, time_machine):
    for _n in range(10):
        reply(thread, building.robin)
    assert len(work(time_machine)) == 1
    reply(thread, building.robin)
    assert work(time_machine) == []
    assert work(time_machine, hours=3) == []
    assert len(work(time_machine, hours=1)) == 1


@pytest.mark.parametrize(
    ("rhythm", "too_soon", "then"), [(Rhythm.DAILY, 23, 1), (Rhythm.WEEKLY, 6 * 24, 24)], ids=["day", "week"]
)
def test_a_digest_comes_once_a_day_or_a_week(rhythm, too_soon, then, thread, building, time_machine):
    choose(building.mia, rhythm)
    reply(thread, building.robin)
    assert len(work(time_machine)) == 1
    reply(thread, building.robin)
    assert work(time_machine, hours=too_soon) == []
    assert len(work(time_machine, hours=then)) == 1
    assert len(work(time_machine, days=30)) == 0


def read(thread, building):
    Notice.objects.update(read_at=timezone.now())


def remove(thread, building):
    rooms.hide(post=thread.posts.get(number=2), by=building.pat, why="not kind")


def close(thread, building):
    Membership.objects.filter(person=building.mia).update(ended_at=timezone.now())


def suspend(thread, building):
    Person.objects.filter(pk=building.mia.pk).update(suspended_until=timezone.now() + timedelta(days=9))


def silence(thread, building):
    choose(building.mia, Rhythm.NEVER)


def forget_the_address(thread, building):
    vault.set_contact(person=building.mia, contact=Contact(), by=building.mia)


def mute_the_author(thread, building):
    mute(other=building.robin, by=building.mia, blocks=True)


def die(thread, building):
    report(
        person=building.mia, service=building.eating_disorders, how_known="Her mother rang.", by=building.cleo
    )


@pytest.mark.parametrize(
    "happens", [read, remove, close, suspend, silence, forget_the_address, mute_the_author, die]
)
def test_what_happens_before_it_is_sent_holds_it_back(happens, thread, building, time_machine):
    reply(thread, building.robin)
    delivery.deliver_due()
    assert states() == ["owed"]
    happens(thread, building)
    assert work(time_machine) == []
    assert states() == ["not_needed"]


def test_who_has_died_gets_no_mail_for_what_is_said_later_either(thread, building, time_machine):
    die(thread, building)
    reply(thread, building.robin)
    assert work(time_machine) == []
    assert "sent" not in states()


def test_nothing_is_owed_for_a_kind_that_is_not_mailed_or_to_the_staff(thread, building, time_machine):
    NoticeSettings.objects.filter(person=building.mia).update(mailed={"reply": False})
    reply(thread, building.robin)
    rooms.reply(thread=thread, body="@cleo", by=building.robin)
    assert work(time_machine) == []
    assert states() == []


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"), ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"), ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"), ("2026-03-28 23:30", "2026-03-29 08:00"),
        ("2026-10-24 23:30", "2026-10-25 08:00"),
    ],
)  # fmt: skip
def test_quiet_hours_go_across_midnight_and_across_a_change_of_the_clock(at, then):
    at, then = (timezone.make_aware(datetime.fromisoformat(moment)) for moment in (at, then))
    assert quiet.after_quiet(at, time(21), time(8)) == then


def test_own_quiet_hours_may_lie_within_a_day_or_be_none():
    noon = timezone.make_aware(datetime(2026, 11, 23, 12))
    assert quiet.after_quiet(noon, time(9), time(17)) == noon + timedelta(hours=5)
    assert quiet.after_quiet(noon, time(12), time(12)) == noon


def test_a_letter_that_comes_due_in_the_night_waits_for_the_morning(thread, building, time_machine):
    time_machine.move_to(NOON + timedelta(hours=8, minutes=55), tick=False)
    reply(thread, building.robin)
    assert work(time_machine) == []
    assert len(work(time_machine, hours=11)) == 1


def test_quiet_hours_that_were_set_later_hold_too(thread, building, time_machine):
    reply(thread, building.robin)
    delivery.deliver_due()
    choose(building.mia, night=(time(11), time(14)))
    assert work(time_machine) == []
    assert states() == ["owed"]
    assert len(work(time_machine, hours=2)) == 1


def test_a_server_that_is_away_is_tried_again_and_the_staff_see_it(
    thread, building, time_machine, monkeypatch, sign_in, caplog
):
    def refuses(self):
        raise ConnectionRefusedError(f"{ADDRESS} {CANARY}")

    reply(thread, building.robin)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.open", refuses)
        assert work(time_machine) == []
        assert states() == ["owed"]
        assert Letter.objects.get().trouble == "ConnectionRefusedError"
        assert "E-mail is not going out" in sign_in(building.cleo).get("/desk/").content.decode()
        assert ADDRESS not in caplog.text
    assert len(work(time_machine)) == 1
    assert "E-mail is not going out" not in sign_in(building.cleo).get("/desk/").content.decode()


def test_a_server_that_never_takes_it_is_given_up(thread, building, time_machine, monkeypatch):
    def refuses(self, messages):
        raise smtplib.SMTPDataError(550, b"no")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuses)
    reply(thread, building.robin)
    for _try in range(delivery.MOST_TRIES):
        work(time_machine, days=1)
    assert states() == ["given_up"]
    assert delivery.trouble().given_up == 1


def test_a_line_that_breaks_while_it_is_sent_sends_nothing_twice(thread, building, time_machine, monkeypatch):
    def breaks(self, messages):
        mail.outbox.extend(messages)
        raise smtplib.SMTPServerDisconnected

    reply(thread, building.robin)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", breaks)
        assert len(work(time_machine)) == 1
    assert states() == ["unsure", "owed"]
    assert work(time_machine) == []
    assert len(work(time_machine, hours=4)) == 1


def test_whoever_is_killed_before_claiming_leaves_it_owed_and_after_it_sends_nothing_twice(
    thread, building, time_machine, monkeypatch
):
    class Killed(BaseException):
        pass

    def killed(*args):
        raise Killed

    reply(thread, building.robin)
    delivery.deliver_due()
    time_machine.shift(timedelta(minutes=11))
    for point, left in (("build", "owed"), ("_hand_over", "sending")):
        with monkeypatch.context() as dies:
            dies.setattr(delivery, point, killed)
            with pytest.raises(Killed):
                delivery.deliver_due()
        assert states() == [left]
    assert work(time_machine) == []
    assert states() == ["unsure", "owed"]


def test_the_way_out_needs_no_sign_in_and_works_for_who_holds_it_alone(
    thread, building, time_machine, client
):
    reply(thread, building.robin)
    [sent] = work(time_machine)
    link = re.search(r"/no-more-mail/[^/\s]+/", sent.body)[0]
    assert client.get("/no-more-mail/guess/").status_code == 404
    assert client.post("/no-more-mail/guess/").status_code == 404
    page = client.get(link).content.decode()
    assert "mia" not in page
    assert ADDRESS not in page
    assert NoticeSettings.objects.get(person=building.mia).rhythm == Rhythm.SOON
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    reply(thread, building.robin)
    assert work(time_machine, days=2) == []


def test_who_could_not_write_it_leaves_alone_what_somebody_else_is_sending(
    thread, building, time_machine, monkeypatch
):
    """Put back, it would be claimed again, and go twice."""
    reply(thread, building.robin)
    planning.plan()
    time_machine.shift(timedelta(minutes=11))
    letter = Letter.objects.get()

    def claimed_by_another(*_of):
        Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENDING, claimed_at=timezone.now())
        raise OSError

    monkeypatch.setattr(delivery, "_claim", claimed_by_another)
    delivery.deliver(letter.pk)
    assert states() == ["sending"]


def test_what_cannot_be_written_is_tried_again_and_at_last_given_up(
    thread, building, time_machine, monkeypatch
):
    reply(thread, building.robin)
    monkeypatch.setattr(delivery, "build", lambda *_of: 1 / 0)
    work(time_machine)
    assert states() == ["owed"]
    Letter.objects.update(tries=delivery.MOST_TRIES - 1)
    work(time_machine, minutes=5)
    assert states() == ["given_up"]


def test_planning_twice_owes_one_letter(thread, building, time_machine):
    reply(thread, building.robin)
    planning.plan()
    reply(thread, building.robin)
    planning.plan()
    planning.plan()
    assert states() == [LetterState.OWED]


# --- staff ---------------------------------------------------------------------------------------------
def at_work(person: Person) -> None:
    """Where they are reached, and that they want to hear soon."""
    Reach.objects.create(person=person, mail=f"{person.handle}@work.example")
    NoticeSettings.objects.create(person=person, rhythm=Rhythm.SOON)


def test_whoever_may_approve_words_of_the_help_message_gets_a_mail_that_says_nothing(building, time_machine):
    time_machine.move_to(NOON, tick=False)
    for person in (building.sam, building.cleo, building.clara, building.pat):
        at_work(person)
    wording.propose(service=building.eating_disorders, words=f"Words {CANARY}", by=building.sam)
    [sent] = work(time_machine)
    assert sent.to == ["cleo@work.example"]
    whole = sent.message().as_string().lower()
    assert not any(word in whole for word in (CANARY, "sam", "help message", "eating", "words"))


def test_no_mail_for_words_that_somebody_has_approved_before_it_was_sent(building, time_machine):
    time_machine.move_to(NOON, tick=False)
    at_work(building.cleo)
    proposed = wording.propose(service=building.eating_disorders, words="Ring us.", by=building.sam)
    planning.plan()
    assert states() == ["owed"]
    wording.approve(wording=proposed, by=building.zed)
    assert work(time_machine) == []
    assert states() == ["not_needed"]


def test_staff_get_no_mail_of_what_members_are_mailed_about_unless_they_ask(thread, building, time_machine):
    at_work(building.cleo)
    first = reply(thread, building.cleo)
    rooms.reply(thread=thread, body="Thank you.", reply_to=first, by=building.mia)
    work(time_machine)
    assert not Letter.objects.filter(person=building.cleo).exists()
    choose(building.cleo)
    rooms.reply(thread=thread, body="Thank you.", reply_to=first, by=building.robin)
    assert ["cleo@work.example"] in [sent.to for sent in work(time_machine)]
