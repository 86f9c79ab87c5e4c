"""The arithmetic of the bench: what a run found is compared round by round, and said against the goals."""

import os

from tests.bench import chart, processes
from tests.bench.goals import Goal, of_pages, of_workers
from tests.bench.served import Served, Spent
from tests.bench.side_by_side import Comparison


def compared(**rounds: list[float]) -> Comparison:
    found = Comparison()
    for server, spent in rounds.items():
        found.spent["thread"][server] = [Spent(wall=10 * cpu, cpu=cpu) for cpu in spent]
    return found


def test_a_ratio_is_taken_within_each_round_so_that_a_busy_moment_falls_on_both():
    found = compared(alongside=[20, 80, 22], floor=[10, 40, 10])
    assert found.ratio("thread", "alongside", "floor", "cpu") == 2.0
    assert found.of("thread", "alongside", "wall") == 220
    assert found.ratio("thread", "alongside", "xtd", "cpu") is None


def test_a_goal_says_whether_it_is_met_and_what_was_not_measured():
    found = of_pages(compared(alongside=[20], floor=[10]))
    by_name = {goal.name: goal.cells for goal in found}
    assert by_name["thread of 20, CPU, × floor"] == ("2.00", "≤ 2.5", "yes")
    assert by_name["thread of 20, CPU, × Spirit"] == ("–", "≤ 0.5", "not measured")
    assert Goal("two", 1.6, 1.7, at_least=True).cells == ("1.60", "≥ 1.7", "no")
    assert of_workers(1.8, {"alongside": 130.0, "xtd": 110.0})[1].found == 20


def test_a_peer_without_pages_shows_its_whole_thread_at_once():
    known = {"port": 1, "cookie": "c", "board": "/b/", "reply": {}}
    pages = Served.read({"peer": "xtd", "thread": "/t/", "last": "/t/", **known}).pages
    assert pages == {"board": "/b/", "whole": "/t/"}
    pages = Served.read({"peer": "spirit", "thread": "/t/", "last": "/t/?page=9", **known}).pages
    assert pages == {"board": "/b/", "thread": "/t/"}


def test_the_longest_bar_of_each_group_fills_the_picture_and_the_table_says_the_same():
    groups = {"Thread": {"alongside": 20.0, "floor": 10.0}, "Reply": {"alongside": 5.0}}
    drawn = chart.draw("Speed", groups)
    assert drawn.count('width="480"') == 2
    assert drawn.count('width="240"') == 1
    assert chart.table(groups).splitlines()[2:] == ["| Thread | 20.0 | 10.0 |", "| Reply | 5.0 | – |"]


def test_what_a_process_uses_is_read_of_it_and_its_children():
    me = os.getpid()
    assert processes.family(me)[0] == me
    assert processes.cpu_ms(me) > 0
    assert processes.memory_mb(me) > 1
    assert processes.cpu_ms(2**22 + 1) == 0
