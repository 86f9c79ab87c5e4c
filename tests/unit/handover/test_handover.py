"""One shift tells the next: made from the open cases, signed by two."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, Lane
from risk_jobs.desk.states import Outcome
from risk_jobs.handover import actions
from risk_jobs.handover.models import Handover
from risk_jobs.handover.states import State

RISKY = "I have been purging again since Sunday and I cannot tell anyone."


@pytest.fixture
def case(building, say) -> Case:
    say(building.mia, building.harbour, RISKY)
    return Case.objects.get()


@pytest.fixture
def write(building):
    def written(by=None):
        return actions.write(service=building.eating_disorders, words="A calm night.", by=by or building.cleo)

    return written


def test_the_note_is_made_from_the_open_cases_as_they_stand(case, building, write):
    desk.claim(case=case, by=building.pat)
    desk.add_note(case=case, by=building.pat, text="Rang twice.")
    (line,) = write().lines.all()
    assert (line.case, line.priority, line.state, line.held_by) == (case, 2, "claimed", "pat")
    assert line.last_note == "Rang twice."


def test_what_is_closed_or_historic_is_not_in_it(case, building, write):
    desk.claim(case=case, by=building.pat)
    case.refresh_from_db()
    desk.close(case=case, by=building.pat, outcome=Outcome.CONTACTED, version=case.version)
    assert not write().lines.exists()
    Case.objects.update(state="new", lane=Lane.HISTORIC, due_at=None)
    assert not write().lines.exists()


def test_it_is_signed_by_two(case, building, write):
    handover = write()
    with pytest.raises(PermissionDenied, match="signed by two"):
        actions.sign(handover=handover, by=building.cleo)
    actions.sign(handover=handover, by=building.pat)
    handover.refresh_from_db()
    assert (handover.state, handover.signed_by) == (State.SIGNED, building.pat)
    with pytest.raises(actions.AlreadySigned):
        actions.sign(handover=handover, by=building.pat)


def test_the_database_refuses_one_hand_in_both_places(building, write):
    handover = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(
            state=State.SIGNED, signed_by=handover.written_by, signed_at=timezone.now()
        )


@pytest.mark.parametrize("name", ["mia", "clara", "edie", "sam", "zed"])
def test_nobody_else_writes_or_takes_one(building, write, name, sign_in):
    person, handover = getattr(building, name), write()
    with pytest.raises(PermissionDenied):
        write(by=person)
    with pytest.raises(PermissionDenied):
        actions.sign(handover=handover, by=person)
    assert sign_in(person).get(f"/desk/handover/{handover.ref}/").status_code == 404


def test_the_desk_says_so_until_somebody_has_signed(case, building, sign_in):
    cleo, pat = sign_in(building.cleo), sign_in(building.pat)
    page = cleo.get("/desk/handover/new/eating-disorders/").content.decode()
    assert "mia: purging" in page
    answer = cleo.post("/desk/handover/new/eating-disorders/", {"words": "A calm night."})
    where = answer["Location"]
    assert "is not signed by anybody who comes" in pat.get("/desk/").content.decode()
    assert "I have read this: sign" not in cleo.get(where).content.decode()
    page = pat.get(where).content.decode()
    assert "A calm night." in page
    assert "I have read this: sign" in page
    pat.post(f"{where}sign/")
    assert "is not signed by anybody who comes" not in pat.get("/desk/").content.decode()


def test_it_shows_what_changed_since(case, building, write, sign_in):
    handover = write()
    desk.claim(case=case, by=building.pat)
    page = sign_in(building.pat).get(f"/desk/handover/{handover.ref}/").content.decode()
    assert "Now: priority 2, claimed" in page


def test_a_case_about_a_colleague_is_not_shown_to_them(case, building, write, sign_in):
    Case.objects.update(person=building.pat, source="staff")
    handover = write()
    page = sign_in(building.pat).get(f"/desk/handover/{handover.ref}/").content.decode()
    assert "A case that is not shown to you" in page
    assert "purging" not in page


def test_what_was_due_is_read_from_the_time_of_the_note(case, building, write, sign_in):
    handover = write()
    line = handover.lines.get()
    Handover.objects.update(written_at=line.due_at - timedelta(minutes=12))
    page = sign_in(building.pat).get(f"/desk/handover/{handover.ref}/").content.decode()
    assert "due in 12 min then" in page


def test_a_double_press_hands_over_once(case, building, sign_in):
    cleo = sign_in(building.cleo)
    first, second = (
        cleo.post("/desk/handover/new/eating-disorders/", {"words": "A calm night."})["Location"]
        for _ in "12"
    )
    assert first == second
    assert Handover.objects.count() == 1


def test_two_who_write_at_once_read_one_another_first(case, building, write, sign_in):
    first, pat = write(), sign_in(building.pat)
    page = pat.post("/desk/handover/new/eating-disorders/", {"words": "Mia sleeps."}).content.decode()
    assert "cleo has just written a hand-over for this service." in page
    assert "Mia sleeps." in page
    assert f'value="{first.ref}"' in page
    assert Handover.objects.count() == 1
    pat.post("/desk/handover/new/eating-disorders/", {"words": "Mia sleeps.", "seen": first.ref})
    assert Handover.objects.count() == 2
