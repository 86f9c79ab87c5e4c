"""What hosts do, sessions, a quiet word, and telling the team about a line."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from community.living_room import actions, telling
from community.living_room.models import PlannedSession, SentOut
from community.messages.models import Conversation
from community.moderation import actions as moderation
from community.moderation.models import Reason, Reported
from community.moderation.things import of_line
from community.notices.models import Notice
from community.people.models import AuditEntry
from community.utterances.models import Kind, Utterance

HOUR = timedelta(hours=1)


def test_closing_stops_members_and_not_hosts(tell, mia, pat, place):
    actions.close(living_room=place, by=pat)
    with pytest.raises(PermissionDenied):
        tell(mia)
    tell(pat)
    actions.open_again(living_room=place, by=pat)
    tell(mia)
    assert AuditEntry.objects.filter(did__in=["closed living room", "opened living room"]).count() == 2


@pytest.mark.parametrize("who", ["mia", "robin", "clara", "sam"])
def test_only_hosts_host(who, request, place, max_, mia, robin):
    by, other = request.getfixturevalue(who), mia if who == "robin" else robin
    now = timezone.now()
    for act in (
        lambda: actions.close(living_room=place, by=by),
        lambda: actions.slow_down(living_room=place, seconds=30, by=by),
        lambda: actions.send_out(living_room=place, person=other, sentence="x", length=HOUR, by=by),
        lambda: actions.plan(living_room=place, topic="x", starts_at=now, ends_at=now + HOUR, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_who_is_sent_out_neither_reads_nor_writes_until_let_back(tell, sign_in, mia, pat, place):
    out = actions.send_out(living_room=place, person=mia, sentence="Take a breath.", length=HOUR, by=pat)
    with pytest.raises(PermissionDenied):
        tell(mia)
    assert sign_in(mia).get(place.get_absolute_url()).status_code == 403
    actions.let_back(sent_out=out, by=pat)
    tell(mia)


def test_who_was_asked_to_leave_twice_is_let_back_at_once(sign_in, mia, pat, place):
    for length in (HOUR, 2 * HOUR):
        actions.send_out(living_room=place, person=mia, sentence="A break.", length=length, by=pat)
    host = sign_in(pat)
    done = host.post(reverse("living_room_host", args=[place.ref]), {"do": f"let-back:{mia.ref}"})
    assert done.status_code == 302
    assert sign_in(mia).get(place.get_absolute_url()).status_code == 200
    again = host.post(reverse("living_room_host", args=[place.ref]), {"do": f"let-back:{mia.ref}"})
    assert again.status_code == 404


def test_colleagues_strangers_and_oneself_are_not_sent_out(place, cleo, pat, max_):
    for person in (cleo, pat, max_):
        with pytest.raises(PermissionDenied):
            actions.send_out(living_room=place, person=person, sentence="x", length=HOUR, by=pat)


def test_a_host_uses_the_pages(sign_in, mia, pat, place):
    client = sign_in(pat)
    client.post(reverse("living_room_host", args=[place.ref]), {"do": "slow", "seconds": "30"})
    client.post(reverse("living_room_host", args=[place.ref]), {"do": "close"})
    client.post(reverse("send_out", args=[place.ref, mia.ref]), {"minutes": "60", "sentence": "A break."})
    place.refresh_from_db()
    assert place.slow_s == 30
    assert place.closed_at
    assert "A break." in client.get(reverse("living_room_host", args=[place.ref])).content.decode()
    client.post(reverse("living_room_host", args=[place.ref]), {"do": f"let-back:{mia.ref}"})
    assert not SentOut.objects.in_force().exists()
    assert sign_in(mia).get(reverse("living_room_host", args=[place.ref])).status_code == 403


# --- sessions --------------------------------------------------------------------------------------------------
@pytest.fixture
def planned(place, cleo):
    starts = timezone.now() + timedelta(hours=2)
    return actions.plan(
        living_room=place, topic="Secret topic", starts_at=starts, ends_at=starts + HOUR, by=cleo
    )


def test_a_reminder_comes_once_to_who_asked(planned, mia, robin, later):
    actions.remind(session=planned, by=mia, wanted=True)
    actions.remind(session=planned, by=mia, wanted=True)
    telling.remind_due()
    assert not Notice.objects.exists()
    later(minutes=95)
    telling.remind_due()
    telling.remind_due()
    assert [notice.person for notice in Notice.objects.all()] == [mia]
    assert "Secret topic" in telling.say(mia, Notice.objects.all()).popitem()[1].text


def test_nobody_hears_of_a_session_that_is_off_or_shut_to_them(planned, mia, max_, pat, later):
    with pytest.raises(PermissionDenied):
        actions.remind(session=planned, by=max_, wanted=True)
    actions.remind(session=planned, by=mia, wanted=True)
    actions.end(session=planned, by=pat)
    later(minutes=95)
    telling.remind_due()
    assert not Notice.objects.exists()


def test_the_calendar_file_says_nothing_of_what_it_is(sign_in, mia, max_, planned, place):
    where = reverse("chat_session_calendar", args=[place.ref, planned.ref])
    file = sign_in(mia).get(where).content.decode()
    assert "SUMMARY:Reminder\r\n" in file
    assert not any(word in file for word in ("Secret", "topic", "Harbour", "alongside", "Eating"))
    assert sign_in(max_).get(where).status_code == 404


def test_a_session_is_planned_and_called_off_on_its_pages(sign_in, mia, pat, place):
    starts = timezone.localtime() + timedelta(days=1)
    said = {"topic": "Sleep", "starts_at": f"{starts:%Y-%m-%d} 19:00", "ends_at": f"{starts:%Y-%m-%d} 20:00"}
    client = sign_in(pat)
    client.post(reverse("chat_session_plan", args=[place.ref]), said)
    one = PlannedSession.objects.get()
    assert one.host == pat
    assert "Sleep" in sign_in(mia).get(reverse("chat_session_list", args=[place.ref])).content.decode()
    assert sign_in(mia).post(reverse("chat_session_end", args=[place.ref, one.ref])).status_code == 403
    client.post(reverse("chat_session_end", args=[place.ref, one.ref]))
    assert not PlannedSession.objects.not_over().exists()


# --- a quiet word, and a line that is reported ------------------------------------------------------------------
def test_a_quiet_word_goes_to_the_team_alone(sign_in, mia, robin, cleo, place):
    where = reverse("quiet_word", args=[place.ref])
    client = sign_in(mia)
    for _ in range(2):
        client.post(where, {"body": "Quietwords for you.", "key": "abc"})
    assert Conversation.objects.get().member == mia
    assert "Quietwords" not in sign_in(robin).get(place.get_absolute_url()).content.decode()
    assert sign_in(cleo).get(where).status_code == 403


def test_the_same_quiet_word_without_a_key_is_not_swallowed(sign_in, mia, place):
    client, where = sign_in(mia), reverse("quiet_word", args=[place.ref])
    for _ in range(2):
        assert client.post(where, {"body": "Please talk to me."}).status_code == 302
    assert Conversation.objects.filter(member=mia).count() == 2


def test_a_line_is_reported_removed_and_returned(tell, sign_in, mia, robin, pat, place):
    line = tell(mia, "Unkindwords")
    moderation.report(thing=of_line(line), reason=Reason.UNKIND, by=robin)
    reported = Reported.objects.get()
    page = sign_in(pat).get(reverse("reported", args=[reported.ref])).content.decode()
    hide = reverse("line_hide", args=[place.ref, line.number])
    assert hide in page
    done = sign_in(pat).post(hide, {"rule": "kindness", "sentence": "Please be kind."})
    reported.refresh_from_db()
    line.refresh_from_db()
    assert not reported.is_open
    assert "be kind" in line.gone
    assert Notice.objects.filter(person=mia).exists()
    client = sign_in(pat)
    assert "line was removed" in client.get(done.url).content.decode()
    client.post(f"{done.url}undo/")
    line.refresh_from_db()
    assert line.stands
    assert Utterance.objects.get(kind=Kind.CHAT, source_id=line.pk).stands


def test_one_does_not_report_or_hide_what_one_may_not(tell, sign_in, mia, robin, max_, place):
    tell(mia)
    report, hide = (reverse(name, args=[place.ref, 1]) for name in ("line_report", "line_hide"))
    assert sign_in(mia).get(report).status_code == 403
    assert sign_in(max_).get(report).status_code == 404
    assert sign_in(robin).get(report).status_code == 200
    assert sign_in(robin).get(hide).status_code == 403
