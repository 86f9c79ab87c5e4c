"""The definition of a return, edge by edge, and against an oracle that counts everything."""

import io
import itertools
import json
import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_jobs.returns.reckoning import DAY, all_returns, day_of, gone_quiet, heavy_before
from risk_jobs.returns.timelines import replay_lines

LONDON = ZoneInfo("Europe/London")
D0 = date(2026, 1, 5)
EIGHT = [D0 + n * 3 * DAY for n in range(8)]  # ends on day 21, every third day


def on(*offsets: int) -> list[date]:
    return [D0 + n * DAY for n in offsets]


def returns(days, **more) -> list[date]:
    return [one.on for one in all_returns(days, **more)]


def last_plus(silent: int) -> date:
    return EIGHT[-1] + (silent + 1) * DAY


def test_28_silent_days_after_eight_active_ones_are_a_return_and_27_are_none():
    assert returns([*EIGHT, last_plus(28)]) == [last_plus(28)]
    assert returns([*EIGHT, last_plus(27)]) == []


def test_seven_days_in_the_window_are_not_heavy():
    assert returns([*EIGHT[1:], last_plus(60)]) == []


def test_two_hundred_messages_in_one_night_are_one_day():
    assert returns([D0] * 200 + [D0 + 60 * DAY]) == []


def test_a_window_is_28_days_and_not_29():
    spread = on(0, 4, 8, 12, 16, 20, 24, 27)
    assert returns([*spread, D0 + 90 * DAY])
    spread[-1] = D0 + 28 * DAY
    assert not returns([*spread, D0 + 90 * DAY])


def test_one_visit_flags_once_and_the_next_day_does_not():
    back = last_plus(40)
    assert returns([*EIGHT, back]) == [back]
    assert returns([*EIGHT, back, back + DAY, back + 2 * DAY]) == [back]


def test_a_second_return_needs_a_new_heavy_phase_after_the_first():
    back = last_plus(40)
    assert returns([*EIGHT, back, back + 40 * DAY]) == [back]
    phase = [back + n * 3 * DAY for n in range(8)]
    again = phase[-1] + 30 * DAY
    assert returns([*EIGHT, *phase, again]) == [back, again]


def test_who_tapers_off_before_stopping_is_still_seen():
    taper = [EIGHT[-1] + n * DAY for n in (20, 40, 56)]
    assert returns([*EIGHT, *taper, taper[-1] + 40 * DAY])
    assert heavy_before([*EIGHT, EIGHT[-1] + 56 * DAY], EIGHT[-1] + 56 * DAY)
    assert not heavy_before([*EIGHT, EIGHT[-1] + 57 * DAY], EIGHT[-1] + 57 * DAY)


def test_who_comes_in_bursts_is_measured_by_their_own_steps():
    burst = on(
        0, 1, 2, 3, 4, 5, 6, 17, 27
    )  # steps 1 1 1 1 1 1 11 10: nearest rank of 90 % of 8 is the 8th, 11
    assert heavy_before(burst, burst[-1]).step == 11
    assert returns([*burst, burst[-1] + 33 * DAY]) == []
    assert returns([*burst, burst[-1] + 34 * DAY]) == [burst[-1] + 34 * DAY]


def test_the_fullest_window_is_shown_and_the_earliest_if_tied():
    two = [*on(*range(0, 24, 3)), *on(*range(40, 64, 3))]
    heavy = heavy_before(two, two[-1])
    assert (heavy.last, heavy.days) == (D0 + 21 * DAY, 8)
    fuller = heavy_before(sorted([*two, D0 + 41 * DAY]), two[-1])
    assert (fuller.last, fuller.days) == (two[-1], 9)


def test_planned_days_away_do_not_count_as_silence():
    back = last_plus(30)
    away = {EIGHT[-1] + n * DAY for n in (1, 2, 3)}
    assert returns([*EIGHT, back], away=away) == []
    assert returns([*EIGHT, back], away={EIGHT[-1], back, EIGHT[0]}) == [back]


def test_two_accounts_that_are_one_person_are_one_trail():
    one, other = EIGHT[::2], EIGHT[1::2]
    assert not returns([*one, last_plus(40)])
    assert returns([*one, *other, last_plus(40)])


def test_the_day_begins_at_four_in_the_morning_of_the_wall_clock():
    assert day_of(datetime(2026, 1, 10, 3, 59, tzinfo=UTC), LONDON) == date(2026, 1, 9)
    assert day_of(datetime(2026, 1, 10, 4, 0, tzinfo=UTC), LONDON) == date(2026, 1, 10)
    assert day_of(datetime(2026, 7, 10, 2, 59, tzinfo=UTC), LONDON) == date(2026, 7, 9)
    assert day_of(datetime(2026, 7, 10, 3, 0, tzinfo=UTC), LONDON) == date(2026, 7, 10)
    # The night in which summer time begins, and the one in which it ends.
    assert day_of(datetime(2026, 3, 29, 2, 59, tzinfo=UTC), LONDON) == date(2026, 3, 28)
    assert day_of(datetime(2026, 3, 29, 3, 0, tzinfo=UTC), LONDON) == date(2026, 3, 29)
    assert day_of(datetime(2026, 10, 25, 3, 59, tzinfo=UTC), LONDON) == date(2026, 10, 24)
    assert day_of(datetime(2026, 10, 25, 4, 0, tzinfo=UTC), LONDON) == date(2026, 10, 25)


def test_gone_quiet_after_seven_whole_days():
    assert not gone_quiet(EIGHT, EIGHT[-1] + 7 * DAY)
    assert gone_quiet(EIGHT, EIGHT[-1] + 8 * DAY)
    assert not gone_quiet(EIGHT, EIGHT[-1] + 8 * DAY, away={EIGHT[-1] + DAY})
    assert not gone_quiet(EIGHT[1:], EIGHT[-1] + 8 * DAY)


def oracle(days: list[date], away: set[date]) -> list[date]:
    """From the words of the definition, over every pair of days, with sets and no shortcuts."""
    found: list[date] = []
    days = sorted(set(days))
    for at, now in enumerate(days):
        before = days[:at]
        if not before:
            continue
        last = before[-1]
        silent = len({last + n * DAY for n in range(1, (now - last).days)} - away)
        windows = []
        for end in before:
            inside = [day for day in before if end - 27 * DAY <= day <= end]
            recent = (last - end).days <= 56 and (not found or end > found[-1])
            if recent and len(inside) >= 8:
                windows.append((-len(inside), end, inside))
        if not windows:
            continue
        inside = min(windows)[2]
        steps = sorted((b - a).days for a, b in itertools.pairwise(inside))
        rank = next(n for n in range(1, len(steps) + 1) if n * 10 >= 9 * len(steps))
        if silent >= max(28, 3 * steps[rank - 1]):
            found.append(now)
    return found


@given(
    st.lists(st.one_of(st.integers(1, 4), st.integers(1, 12), st.integers(25, 80)), max_size=60),
    st.sets(st.integers(0, 400)),
)
def test_it_agrees_with_counting_everything(steps, away_days):
    days, at = [D0], D0
    for step in steps:
        at += step * DAY
        days.append(at)
    away = {D0 + n * DAY for n in away_days if n % 3 == 0}
    assert returns(days, away=away) == oracle(days, away)


def replay(*timelines, raw: bytes = b"") -> tuple[list[dict], str, int]:
    out, err = io.StringIO(), io.StringIO()
    lines = [json.dumps(one).encode() for one in timelines] + ([raw] if raw else [])
    bad = replay_lines(lines, out, err, LONDON)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), bad


def timeline(days, kind="session", **more):
    events = [{"at": f"{day}T19:00", "kind": kind} for day in days]
    return {"id": "m1", "role": "patient", "events": events, **more}


def flags(**more) -> list[str]:
    days = more.pop("days", [*EIGHT, last_plus(30)])
    return [one["on"] for one in replay(timeline(days, **more))[0][0]["flags"]]


def test_replay_says_the_day_of_the_return():
    assert flags() == [last_plus(30).isoformat()]


@pytest.mark.parametrize("kind", ["read", "post", "comment", "chat", "message"])
def test_all_that_somebody_does_counts_and_readers_too(kind):
    assert flags(kind=kind)


@pytest.mark.parametrize("kind", ["email_open", "login_failed", "import", "token_refresh"])
def test_what_others_or_machines_do_does_not(kind):
    assert not flags(kind=kind)


def test_carers_are_treated_alike_and_staff_never():
    assert flags(role="carer")
    assert flags(role="recovered")
    for role in ("clinician", "moderator", "manager", "administrator", "staff"):
        assert not flags(role=role)


@pytest.mark.parametrize("kind", ["holiday", "inpatient", "exam", "suspended"])
def test_a_planned_absence_is_no_silence_and_a_discharge_is_no_absence(kind):
    span = {"start": str(EIGHT[-1] + DAY), "end": str(EIGHT[-1] + 3 * DAY)}
    assert not flags(absences=[{**span, "kind": kind}])
    assert flags(absences=[{**span, "kind": "discharged"}])


def test_an_outage_takes_away_the_days_it_touched():
    begin, end = EIGHT[-1] + DAY, EIGHT[-1] + 4 * DAY
    assert not flags(outages=[{"start": f"{begin}T10:00", "end": f"{end}T04:00"}])
    assert flags(outages=[{"start": f"{begin}T10:00", "end": f"{end - DAY}T04:00"}])


def test_a_bad_line_is_named_and_the_others_are_done():
    out, err, bad = replay(
        timeline([*EIGHT, last_plus(30)]), raw=b'{"id": 2, "events": [{"at": "soon", "kind": "post"}]}'
    )
    assert len(out) == 1
    assert err.startswith("line 2: a day or time must be written as")
    assert bad == 1
    for raw in (
        b"[]",
        b"{}",
        b'{"id": 1, "events": 3}',
        b"\xff",
        b'{"id": 1, "outages": [{"start": "2026-01-01"}]}',
    ):
        assert replay(raw=raw)[2] == 1, raw


def test_order_and_offset_of_events_do_not_matter():
    events = [{"at": f"{day}T19:00:00+01:00", "kind": "post"} for day in [*EIGHT, last_plus(30)]]
    out, _err, _bad = replay({"id": 1, "role": "patient", "events": events[::-1]})
    assert out == [{"id": 1, "flags": [{"flag": "return", "on": last_plus(30).isoformat()}]}]


def test_the_steps_of_the_percentile_are_the_nearest_rank():
    for steps in range(7, 28):
        days = on(*range(steps + 1))
        if len(days) <= 28:
            assert heavy_before(days, days[-1]).step == 1
    assert math.ceil(round(0.9 * 10, 9)) == 9
    assert timedelta(days=1) == DAY
