"""W7: a thousand right receipts and a thousand wrong ones take the same time, as whoever asks can measure it."""

import statistics
import time

from community.speak_up import receipts
from tests.integration.speak_up_process import Visitor, opened

PAIRS = 1_000


def test_right_and_wrong_words_take_the_same_time(tmp_path, settings):
    with opened(tmp_path) as process:
        settings.SPEAK_UP_SECRET = process.secret
        visitor = Visitor(process.port)
        right = visitor.send(visitor.fill_in("a report to be found"))
        took: dict[str, list[float]] = {"right": [], "wrong": []}
        for number in range(PAIRS):
            wrong = receipts.receipt_for(number.to_bytes(16, "big"))
            for kind, words in (("right", right), ("wrong", wrong)):
                began = time.perf_counter()
                visitor.post("/return/", receipt=words)
                took[kind].append(time.perf_counter() - began)
                time.sleep(max(0.0, 1.05 - took[kind][-1]))  # the bucket of guesses lets one a second in

    difference = abs(statistics.median(took["right"]) - statistics.median(took["wrong"]))
    assert difference < statistics.stdev(took["right"] + took["wrong"])
