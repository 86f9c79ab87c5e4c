"""Who is called when a case waits, in which way, and that no word of a member goes along."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.people.appointments import end
from risk_jobs.on_call import actions, calling, providers, sending
from risk_jobs.on_call.models import Alert, AlertState, Duty, Line, Reach, Says, Way

H = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def reached(building):
    for name in ("cleo", "pat", "sam"):
        Reach.objects.create(
            person=getattr(building, name), mail=f"{name}@example.org", mobile=f"+4477009001{len(name)}3"
        )


def on_duty(building, name, line, now, *, hours=8, by="cleo"):
    return actions.put_on_rota(
        service=building.eating_disorders, person=getattr(building, name), line=line, by=getattr(building, by),
        starts_at=now - H, ends_at=now + (hours - 1) * H,
    )  # fmt: skip


def call(building, now, line=Line.FIRST, key="case:x/1", **more):
    return calling.call(
        service=building.eating_disorders, line=line, says=Says.CASE_WAITS, about="case:x", key=key, now=now, **more
    )  # fmt: skip


def test_who_is_on_the_rota_is_called_and_nobody_else(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    called = call(building, now)
    assert called.in_words() == "First on call: pat (e-mail)"
    assert [(alert.person, alert.way) for alert in Alert.objects.all()] == [(building.pat, Way.MAIL)]


def test_the_same_step_again_calls_nobody_again(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    call(building, now + timedelta(seconds=5))
    assert Alert.objects.count() == 1
    call(building, now, key="case:x/2")
    assert Alert.objects.count() == 2


def test_with_nobody_on_the_rota_everybody_who_works_the_desk_is_called(building, reached, now):
    called = call(building, now)
    assert {alert.person.handle for alert in Alert.objects.all()} == {"cleo", "pat"}
    assert "nobody is on the rota, so everybody who works the desk" in called.in_words()


def test_whoever_left_since_the_rota_was_made_is_not_relied_upon(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    end(appointment=building.pat.appointments.get())
    assert "nobody is on the rota" in call(building, now).in_words()
    assert [alert.person.handle for alert in Alert.objects.all()] == ["cleo"]


def test_whom_a_case_is_about_is_not_called(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now, but=[building.pat.pk])
    assert [alert.person.handle for alert in Alert.objects.all()] == ["cleo"]


def test_the_next_line_is_called_together_with_the_one_below(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    on_duty(building, "cleo", Line.SECOND, now)
    call(building, now, line=Line.SECOND)
    assert {alert.person.handle for alert in Alert.objects.all()} == {"cleo", "pat"}


def test_somebody_without_an_address_is_said_to_be_out_of_reach(building, now):
    on_duty(building, "pat", Line.FIRST, now)
    assert "pat (no way to reach them)" in call(building, now).in_words()


def test_a_mail_says_that_something_waits_and_nothing_else(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    sending.send_due()
    (sent,) = mail.outbox
    assert sent.to == ["pat@example.org"]
    assert "Something waits at the desk" in sent.body
    for word in ("mia", "purging", "Eating", "case:", "Harbour", "priority"):
        assert word.lower() not in (sent.subject + sent.body + str(sent.message())).lower()
    assert Alert.objects.get().state == AlertState.SENT


def test_a_text_message_goes_to_the_gateway_with_its_token(building, reached, gateway, settings, now):
    settings.SMS_URL, settings.SMS_TOKEN = gateway.url, "token-of-the-gateway"
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    sending.send_due()
    assert gateway.taken == [{"to": building.pat.reach.mobile, "text": gateway.taken[0]["text"]}]
    assert gateway.headers[0]["Authorization"] == "Bearer token-of-the-gateway"
    assert gateway.headers[0]["Idempotency-Key"] == Alert.objects.get(way=Way.SMS).ref
    assert "X-Signature" not in gateway.headers[0]


def test_a_pager_is_sent_a_signed_body(building, gateway, settings, now):
    settings.ALERT_WEBHOOK_URL, settings.ALERT_WEBHOOK_KEY = gateway.url, "key of the pager"
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    sending.send_due()
    signed = hmac.new(b"key of the pager", gateway.bodies[0], hashlib.sha256).hexdigest()
    assert gateway.headers[0]["X-Signature"] == f"sha256={signed}"
    assert gateway.taken[0]["to"] == "pat"


@pytest.mark.parametrize("answer", [500, 302, 404])
def test_a_gateway_that_does_not_take_it_is_asked_again(building, reached, gateway, settings, now, answer):
    settings.SMS_URL, gateway.answer = gateway.url, answer
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    sending.send_due()
    alert = Alert.objects.get(way=Way.SMS)
    assert (alert.state, alert.tries, alert.trouble) == (AlertState.OWED, 1, "NotTaken")
    assert sending.trouble() == sending.Trouble(1, 0)
    gateway.answer = 200
    sending.send(alert.pk, now=alert.due_at)
    assert Alert.objects.get(way=Way.SMS).state == AlertState.SENT
    assert gateway.headers[0]["Idempotency-Key"] == gateway.headers[1]["Idempotency-Key"]
    assert sending.trouble() is None


def test_one_gateway_that_is_gone_does_not_stop_the_other_way(building, reached, settings, now):
    settings.SMS_URL = "http://127.0.0.1:9/"
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    sending.send_due()
    assert len(mail.outbox) == 1
    assert Alert.objects.get(way=Way.SMS).state == AlertState.OWED


def test_after_twenty_tries_the_desk_says_that_somebody_could_not_be_reached(
    building, reached, settings, now
):
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    Alert.objects.update(tries=sending.MOST_TRIES - 1)
    settings.EMAIL_BACKEND = "no.such.backend"
    sending.send_due()
    assert Alert.objects.get().state == AlertState.GIVEN_UP
    assert sending.trouble() == sending.Trouble(0, 1)


def test_one_who_died_while_sending_is_followed_by_another(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    Alert.objects.update(state=AlertState.SENDING, claimed_at=now)
    sending.send(Alert.objects.get().pk, now=now + timedelta(seconds=30))
    assert not mail.outbox
    sending.send(Alert.objects.get().pk, now=now + timedelta(seconds=61))
    assert len(mail.outbox) == 1


def test_the_clock_sends_what_the_worker_left_lying(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    sending.send_what_waited()
    assert not mail.outbox, "the worker has 20 seconds"
    Alert.objects.update(due_at=now - timedelta(seconds=21))
    sending.send_what_waited()
    assert len(mail.outbox) == 1


def test_what_was_taken_meanwhile_is_not_sent_any_more(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    call(building, now)
    calling.no_longer_needed(about="case:x")
    sending.send_due()
    assert not mail.outbox


def test_a_colleague_who_asks_for_help_is_heard_though_somebody_has_taken_the_case(building, reached, now):
    on_duty(building, "pat", Line.FIRST, now)
    calling.call(
        service=building.eating_disorders, line=Line.FIRST, says=Says.HELP_ASKED, about="case:x", key="case:x/help",
        now=now,
    )  # fmt: skip
    calling.no_longer_needed(about="case:x")
    sending.send_due()
    assert len(mail.outbox) == 1


def test_only_who_keeps_the_rota_changes_it(building, now):
    duty = on_duty(building, "pat", Line.FIRST, now, by="cleo")
    on_duty(building, "sam", Line.MANAGER, now, by="sam")
    for name in ("pat", "edie", "clara", "mia"):
        with pytest.raises(PermissionDenied):
            on_duty(building, "cleo", Line.FIRST, now, by=name)
        with pytest.raises(PermissionDenied):
            actions.take_off(duty=duty, by=getattr(building, name))
    actions.take_off(duty=duty, by=building.cleo)
    assert Line.FIRST not in calling.lines_now(building.eating_disorders, now)


def test_only_who_can_do_something_about_it_is_put_on_the_rota(building, now):
    for name, line in (("edie", 1), ("clara", 1), ("mia", 1), ("sam", 1), ("cleo", 3)):
        with pytest.raises(PermissionDenied):
            on_duty(building, name, line, now)


def test_a_stretch_is_24_hours_at_most_and_a_week_72(building, now):
    with pytest.raises(ValidationError, match="24 hours at most"):
        on_duty(building, "pat", Line.FIRST, now, hours=25)
    for day in (0, 2, 4):
        on_duty(building, "pat", Line.FIRST, now + timedelta(days=day), hours=24)
    with pytest.raises(ValidationError, match="more than 72 hours within a week"):
        on_duty(building, "pat", Line.FIRST, now + timedelta(days=6), hours=24)
    with pytest.raises(ValidationError, match="already"):
        on_duty(building, "pat", Line.SECOND, now, hours=2)
    on_duty(building, "pat", Line.FIRST, now + timedelta(days=7), hours=24)


def test_a_duty_that_ends_before_it_starts_is_refused_by_the_database(building, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(
            service=building.eating_disorders, person=building.pat, line=1, starts_at=now, ends_at=now, put_by=building.cleo
        )  # fmt: skip


def test_who_sees_the_rota_and_who_does_not(building, sign_in, now):
    duty = on_duty(building, "pat", Line.FIRST, now)
    rota = "/on-call/eating-disorders/rota/"
    for name, status in (
        ("cleo", 200),
        ("pat", 200),
        ("sam", 200),
        ("zed", 200),
        ("edie", 404),
        ("clara", 404),
        ("mia", 404),
    ):
        assert sign_in(getattr(building, name)).get(rota).status_code == status, name
    assert sign_in(building.clara).post(f"{rota}{duty.ref}/cancel/").status_code == 404
    assert sign_in(building.pat).post(f"{rota}{duty.ref}/cancel/").status_code == 403
    assert sign_in(building.cleo).post(f"{rota}{duty.ref}/cancel/").status_code == 302


def test_the_page_says_how_many_wait_and_never_who(building, say, sign_in):
    say(building.mia, building.harbour, "I have been purging again since Sunday and I cannot tell anyone.")
    page = sign_in(building.sam).get("/on-call/").content.decode()
    assert "1 case waits" in page
    assert "mia" not in page.lower().replace("maintain", "")
    assert "Go to the desk" not in page
    assert "Go to the desk" in sign_in(building.cleo).get("/on-call/").content.decode()
    assert "Nothing waits" in sign_in(building.clara).get("/on-call/").content.decode()


def test_one_says_how_one_is_reached_and_tries_it(building, sign_in):
    client = sign_in(building.pat)
    answer = client.post("/on-call/", {"mail": "pat@example.org", "mobile": "07700 900 123"})
    assert answer.status_code == 302
    assert building.pat.reach.mobile == "+447700900123"
    client.post("/on-call/test/")
    client.post("/on-call/test/")
    sending.send_due()
    assert ["This is a test" in one.body for one in mail.outbox] in (
        [True],
        [True, True],
    )  # a minute may pass
    bad = client.post("/on-call/", {"mail": "pat@example.org", "mobile": "ring me"}).content.decode()
    assert "Write a phone number in digits" in bad
    assert "ring me" in bad


def test_putting_somebody_on_the_rota_by_the_page(building, sign_in):
    client = sign_in(building.cleo)
    starts = timezone.localtime() + timedelta(days=1)
    given = {
        "person": building.pat.ref,
        "line": 1,
        "starts_at": f"{starts:%Y-%m-%d} 09:00",
        "ends_at": f"{starts:%Y-%m-%d} 17:00",
    }
    assert client.post("/on-call/eating-disorders/rota/", given).status_code == 302
    assert Duty.objects.get().person == building.pat
    again = client.post("/on-call/eating-disorders/rota/", given).content.decode()
    assert "already" in again


def test_every_try_of_one_alert_is_the_same_mail():
    for once in ("k3v9", "k3v9", "q7d2"):
        providers.Mail().send(to="cleo@example.org", words="x", once=once)
    first, again, other = (one.message()["Message-ID"] for one in mail.outbox)
    assert first == again != other
