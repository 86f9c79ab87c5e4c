"""What the desk keeps apart: one service from another, and clinicians from cases about themselves."""

from community.utterances.models import Utterance
from risk_jobs.desk.models import Case
from tests.cast import say


def test_texts_owed_in_one_service_are_not_counted_at_the_desk_of_another(building, sign_in):
    owed = say(building.mia, building.harbour, "Hello.")
    Utterance.objects.filter(pk=owed.pk).update(screened_at=None, screened_with="")
    assert b"1 text owed to the judge" in sign_in(building.cleo).get("/desk/").content
    assert b"owed to the judge" not in sign_in(building.clara).get("/desk/").content


def test_nobody_answers_a_case_about_their_own_words(building, sign_in):
    say(building.cleo, building.harbour, "I am going to kill myself tonight.")
    case = Case.objects.get(person=building.cleo)
    assert sign_in(building.cleo).post(f"/desk/cases/{case.ref}/claim/").status_code == 403
    assert sign_in(building.pat).post(f"/desk/cases/{case.ref}/claim/").status_code == 302
    case.refresh_from_db()
    assert case.claimed_by == building.pat
