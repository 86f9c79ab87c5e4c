"""The requirements W1 to W18 that are shown here, each by its name. What needs a process, a browser or a thousand
reports is in tests/full/speak_up and tests/integration."""

import ast
import io
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.guardians import actions, tasks
from community.people.models import AuditEntry, Person
from community.speak_up import actions as writing
from community.speak_up import drafts, receipts, sealing, uploads, work
from community.speak_up import settings as own
from community.speak_up.models import Attachment, Entry, Reader, Report, SealedKey
from community.speak_up.sender import without_the_sender
from tests import cast
from tests.unit.speak_up.conftest import FROM_HERE, SECRET_TEXT, Reporter, draft_in

HOUSE = Path(settings.BASE_DIR)


def test_w1_a_signed_in_cookie_forced_onto_the_request_changes_nothing(reporter, gils_key, cleo):
    signed_in = cast.sign_in(reporter.client.__class__(), cleo)
    reporter.client.cookies = signed_in.cookies
    before = (Person.objects.get(pk=cleo.pk).last_login, AuditEntry.objects.count())
    with CaptureQueriesContext(connection) as asked:
        answer = reporter.send(Reader.objects.get())

    assert reporter.receipt
    assert not answer.cookies
    assert asked.captured_queries == []
    assert (Person.objects.get(pk=cleo.pk).last_login, AuditEntry.objects.count()) == before


def test_w1_its_process_knows_no_accounts_sessions_or_other_database():
    assert own.INSTALLED_APPS == ["community.speak_up", "django.contrib.staticfiles", "django.forms"]
    assert own.DATABASES["default"] == {}
    assert not [name for name in own.MIDDLEWARE if "session" in name.lower() or "auth" in name.lower()]


def test_w2_what_could_tell_who_sent_it_is_dropped_before_anything_sees_it():
    seen = {}
    told = {
        "REMOTE_ADDR": "10.1.2.3", "HTTP_USER_AGENT": "Firefox", "HTTP_COOKIE": "session=1", "HTTP_REFERER": "/rota",
        "HTTP_ACCEPT_LANGUAGE": "pl", "HTTP_X_FORWARDED_FOR": "10.1.2.3", "QUERY_STRING": "who=me", "REMOTE_PORT": "1",
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "here",
    }  # fmt: skip
    without_the_sender(lambda environ, start: seen.update(environ) or [])(told, None)

    assert {name for name, value in seen.items() if value} == {"REQUEST_METHOD", "PATH_INFO", "HTTP_HOST"}


def test_w2_the_template_for_the_proxy_keeps_no_log_no_buffer_and_passes_nobody_on():
    lines = {
        line.split("#")[0].strip()
        for line in (HOUSE / "docs" / "speak-up.nginx.conf").read_text().splitlines()
    }
    wanted = {"access_log off;", "error_log /dev/null crit;", "proxy_request_buffering off;"}
    wanted |= {"proxy_max_temp_file_size 0;"}
    wanted |= {
        f'proxy_set_header {name} "";'
        for name in ("X-Forwarded-For", "User-Agent", "Cookie", "Referer", "Accept-Language")
    }
    assert wanted <= lines
    assert not [line for line in lines if "$remote" in line or "log_format" in line or "$http_" in line]


def test_w3_a_large_upload_never_becomes_a_file(reporter, gils_key, monkeypatch):
    def no_file(*args, **kwargs):
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr(
        "django.core.files.temp.NamedTemporaryFile", no_file
    )  # Django has a name of its own for it
    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(f"tempfile.{name}", no_file)
    text = io.BytesIO(b"canary " * 500_000)
    text.name = "my own name.txt"
    reporter.send(Reader.objects.get(), attachments=[text])
    assert reporter.receipt
    assert Attachment.objects.count() == 1


def test_w4_every_row_is_sealed_before_it_is_written(a_report):
    for model in apps.get_app_config("speak_up").get_models():
        for row in model.objects.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if model is not Reader:
                    assert SECRET_TEXT.encode() not in bytes(str(value), "utf-8")
                    assert not isinstance(value, (bytes, memoryview)) or SECRET_TEXT.encode() not in bytes(
                        value
                    )


def test_w5_whoever_is_left_out_cannot_open_it_and_outsiders_are_offered(reporter, gil_unlocked, outsider):
    page = reporter.client.post("/report/")
    for step, answer in (("topic", "fraud"), ("what", "x"), ("where", "")):
        page = reporter.client.post("/report/", {"draft": draft_in(page), "step": step, step: answer})
    assert "Nell Okafor" in page.content.decode()
    reporter.send(outsider)
    with pytest.raises(sealing.Unreadable):
        gil_unlocked.open(Report.objects.get())


def test_w7_seven_words_of_a_list_of_7776_and_no_word_begins_another():
    words = receipts.words()
    assert len(words) == len(set(words)) == 7_776
    plain = sorted(receipts.plain(word) for word in words)
    assert len(set(plain)) == 7_776
    assert not [one for one, two in pairwise(plain) if two.startswith(one)]


def test_w7_a_receipt_longer_than_128_characters_is_not_even_tried(reporter, monkeypatch):
    monkeypatch.setattr(receipts, "opener", lambda words: pytest.fail("it was tried"))
    reporter.receipt = "word " * 40
    assert b"There is a problem" in reporter.come_back().content


def test_w7_a_hit_and_a_miss_do_the_same_slow_work(a_report, reporter, monkeypatch):
    did = []
    stretch, unseal = sealing.stretch, sealing.unseal
    monkeypatch.setattr(sealing, "stretch", lambda *a, **k: did.append("stretch") or stretch(*a, **k))
    monkeypatch.setattr(sealing, "unseal", lambda *a, **k: did.append("unseal") or unseal(*a, **k))
    reporter.come_back()
    hit, did[:] = list(did), []
    reporter.receipt = receipts.receipt_for(b"another")
    reporter.come_back()
    assert did == hit == ["stretch", "unseal"]


def test_w8_texts_have_at_most_eight_sizes_and_files_five(a_report):
    sizes = {
        len(sealing.close(b"x" * length, key=bytes(32), place="")) for length in range(0, 500_000, 3_000)
    }
    assert len(sizes) <= 8
    assert len(sealing.FILE_SIZES) == 5
    assert all(size % 4096 == 0 for size in sealing.TEXT_SIZES + sealing.FILE_SIZES)
    assert len({len(bytes(one.sealed)) for one in Entry.objects.all()}) == 1


def test_w9_there_is_no_time_and_no_serial_key_in_what_is_kept():
    for model in apps.get_app_config("speak_up").get_models():
        assert not [
            field
            for field in model._meta.fields
            if isinstance(field, (models.DateTimeField, models.TimeField))
        ]
        assert not isinstance(model._meta.pk, models.AutoField), model


def test_w9_keys_are_random_and_are_sqlites_own_row_numbers(a_report):
    from django.db import connections

    Reporter().send(Reader.objects.get())
    with connections["speak_up"].cursor() as cursor:
        cursor.execute("SELECT rowid, pk_number FROM speak_up_report")
        rows = cursor.fetchall()
    assert all(rowid == number > 2**32 for rowid, number in rows)


def test_w10_nothing_of_speak_up_points_to_anybody_and_nobody_points_there():
    """The contract in pyproject.toml holds the imports; this walks the models, by key and by name."""
    inside = set(apps.get_app_config("speak_up").get_models())
    for model in apps.get_models():
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            if isinstance(other, type):
                assert (model in inside) == (other in inside), f"{model.__name__}.{field.name}"
    told = {"person", "user", "author", "by", "who", "ip", "agent", "session", "email", "handle", "at"}
    assert not [f.name for model in inside for f in model._meta.get_fields() if f.name in told]


def test_w10_the_anonymous_side_names_no_module_of_people():
    for file in (HOUSE / "community" / "speak_up").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith(("community.people", "community.guardians", "django.contrib")), (
                    file,
                    name,
                )


def test_w12_reports_are_in_no_admin_no_index_and_no_export():
    from wagtail.snippets.models import get_snippet_models

    inside = list(apps.get_app_config("speak_up").get_models())
    assert not set(inside) & set(get_snippet_models())
    for file in [
        *HOUSE.glob("search/**/*.py"),
        *HOUSE.glob("risk_jobs/**/*.py"),
        *HOUSE.glob("community/people/**/*.py"),
    ]:
        named = "speak_up.models" in file.read_text() or "community.speak_up import" in file.read_text()
        assert not named or file.name in {"states_page.py", "demo_speak_up.py"}, file


def test_w13_a_sum_lets_in_and_without_it_one_waits(reporter, gils_key, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    reader = Reader.objects.get()
    assert b"Wait 20 seconds" in reporter.send(reader, work="").content
    assert not Report.objects.exists()
    draft = drafts.Draft(
        began=0, answers={"topic": "other", "what": "x", "where": "", "readers": [reader.ref]}
    )
    reporter.client.post("/report/", {"draft": drafts.to_field(draft), "step": "check"})
    assert Report.objects.get().crowded is False


def test_w13_a_flood_without_script_turns_no_report_away_but_marks_it(reporter, gils_key, monkeypatch):
    monkeypatch.setattr(work, "slow_way", work.Bucket(most=1, a_minute=0))
    for _ in range(3):
        draft = drafts.Draft(
            began=0,
            answers={"topic": "other", "what": "x", "where": "", "readers": [Reader.objects.get().ref]},
        )
        reporter.client.post("/report/", {"draft": drafts.to_field(draft), "step": "check"})
    assert sorted(Report.objects.values_list("crowded", flat=True)) == [False, True, True]


def test_w13_a_box_that_people_do_not_see_stays_empty(reporter, gils_key):
    assert (
        b"only programs fill it in" in reporter.send(Reader.objects.get(), more="http://buy.example").content
    )
    assert not Report.objects.exists()


def test_w13_nobody_fills_the_file_against_those_who_come_after(
    reporter, a_report, gil_unlocked, settings, monkeypatch
):
    monkeypatch.setattr("community.speak_up.storage.size", lambda: settings.SPEAK_UP_MOST_BYTES * 3 // 4)
    reader, entries = Reader.objects.get(), Entry.objects.count()
    assert b"too little room" in reporter.go("add", text="More, and more.").content
    assert Entry.objects.count() == entries
    other, file = Reporter(), io.BytesIO(b"What I saw")
    file.name = "seen.txt"
    assert b"without files" in other.send(reader, attachments=[file]).content
    assert Report.objects.count() == 1
    actions.act(opened=gil_unlocked.open(a_report), action="", text="Thank you.", by=gil_unlocked)
    other.send(reader)
    assert other.receipt
    assert b"Your report" in reporter.go("close").content


def test_w13_too_many_files_and_too_large_ones_are_refused_with_a_sentence(reporter, gils_key):
    many = [io.BytesIO(b"a") for _ in range(6)]
    for number, one in enumerate(many):
        one.name = f"{number}.txt"
    assert b"Choose at most 5 files." in reporter.send(Reader.objects.get(), attachments=many).content
    assert not reporter.receipt
    large = io.BytesIO(b"a" * (uploads.MOST_BYTES + 10))
    large.name = "large.txt"
    assert b"too large" in reporter.send(Reader.objects.get(), attachments=[large]).content


def test_w14_every_answer_has_its_headers_and_needs_no_script(reporter, gils_key):
    for answer in (
        reporter.client.get("/"),
        reporter.client.post("/report/"),
        reporter.client.get("/nowhere/"),
    ):
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "http" not in answer["Content-Security-Policy"]
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "Clear-Site-Data" in reporter.client.post("/saved/")
    assert reporter.client.get("/leave/")["Clear-Site-Data"] == '"cache", "cookies", "storage"'


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"}, 200),
        ({"HTTP_ORIGIN": "http://testserver"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "https://elsewhere.example"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "none"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({}, 403),
    ],
)  # fmt: skip
def test_w14_a_form_has_to_come_from_here(reporter, gils_key, sent, status):
    reporter.client.defaults = {
        key: value for key, value in reporter.client.defaults.items() if key not in FROM_HERE
    }
    assert reporter.client.post("/report/", **sent).status_code == status


def test_w15_a_report_is_written_whole_or_not_at_all(reporter, gils_key, monkeypatch):
    monkeypatch.setattr(writing, "_count", lambda *args: 1 / 0)
    reporter.client.raise_request_exception = False
    reporter.send(Reader.objects.get())
    for model in (Report, SealedKey, Entry, Attachment):
        assert not model.objects.exists()


def test_w16_a_closed_report_goes_after_ninety_days_unless_it_is_held(
    a_report, gil_unlocked, reporter, later
):
    opened = gil_unlocked.open(a_report)
    actions.act(opened=opened, action="acknowledge", text="Thank you", by=gil_unlocked)
    actions.act(opened=opened, action="close", text="Done", by=gil_unlocked)
    today = timezone.localdate()
    assert actions.destroy_what_is_past(today=today + timedelta(days=89)) == 0
    actions.hold(opened=opened, held=True, why="An inquest.", by=gil_unlocked)
    assert actions.destroy_what_is_past(today=today + timedelta(days=400)) == 0
    actions.hold(opened=opened, held=False, why="It is over.", by=gil_unlocked)
    assert actions.destroy_what_is_past(today=today + timedelta(days=90)) == 1
    assert not SealedKey.objects.exists()


def test_w16_a_report_that_is_held_while_the_clock_is_at_it_stays(reporter, a_report, monkeypatch):
    Reporter().send(Reader.objects.get())
    long_ago = timezone.localdate() - timedelta(days=100)
    Report.objects.update(state="closed", closed_on=long_ago)
    destroy = writing.destroy

    def then_held(*, report):
        destroy(report=report)
        Report.objects.update(held=True)

    monkeypatch.setattr(writing, "destroy", then_held)
    assert actions.destroy_what_is_past() == 1
    assert Report.objects.get().held


def test_w17_every_opening_is_in_the_log_without_a_word_of_the_report(a_report, gil_unlocked):
    opened = actions.read(report=a_report, by=gil_unlocked)
    actions.act(opened=opened, action="acknowledge", text=SECRET_TEXT, by=gil_unlocked)
    entries = AuditEntry.objects.filter(what__startswith="speak-up")
    assert {"made a speak-up key", "unlocked a speak-up key", "read a speak-up report"} <= set(
        entries.values_list("did", flat=True)
    )
    assert not [e for e in entries if SECRET_TEXT[:20] in f"{e.did}{e.what}{e.why}"]


def test_w18_the_first_page_says_what_protects_and_what_cannot(reporter, gils_key):
    page = reporter.client.get("/").content.decode()
    for words in ("not for emergencies", "names of patients", "small team", "What happens next", "What cannot be protected",
                  "own device", "Care Quality Commission", "Samaritans"):  # fmt: skip
        assert words in page


def test_the_reminder_says_nothing(gils_key):
    assert "report" not in tasks.BODY.lower()
    assert "speak" not in (tasks.BODY + tasks.SUBJECT).lower()
