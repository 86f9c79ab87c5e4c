"""W15: 1,000 submissions, 60 kills -9 at any moment. Words shown <=> a report that can be read; half reports 0.
W2, W3: and what all of them said lies nowhere in clear. `make test FULL=speak_up`."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from community.speak_up import receipts
from tests.canaries import Canaries
from tests.integration.speak_up_process import Visitor, opened

REPORTS, KILLS, AT_ONCE = 1_000, 60, 4


def test_words_are_shown_for_what_can_be_read_and_for_nothing_else(tmp_path, settings):
    chance = random.Random(10)
    with opened(tmp_path) as process, ThreadPoolExecutor(AT_ONCE) as pool:
        done = threading.Semaphore(0)

        def one(number: int) -> tuple[str, str]:
            said = f"canary-{number:05d}-of-a-report"
            visitor = Visitor(
                process.port, {"User-Agent": f"agent-{said}", "Cookie": f"session=cookie-{said}"}
            )
            visitor.files = [(f"name-{said}.txt", f"inside-{said}".encode())] if number % 20 == 0 else []
            receipt = visitor.send(visitor.fill_in(said, f"where-{said}"))
            done.release()
            return said, receipt

        coming = [pool.submit(one, number) for number in range(REPORTS)]
        for _ in range(KILLS):  # in this thread: the process dies with the one that started it
            for _ in range(max(1, (REPORTS - 40) // KILLS)):
                assert done.acquire(timeout=300)
            time.sleep(chance.random() * 0.6)
            process.kill()
            process.start()
        shown = dict(future.result() for future in coming)
        read = [answers["what"] for answers in process.read_all()]
        secret = process.secret
        places = [(str(path), path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()]

    assert sorted(read) == sorted(shown)
    assert len(set(shown.values())) == REPORTS
    words = Canaries(
        {
            "of a report": "-of-a-report",
            "name": "name-canary-",
            "agent": "agent-canary-",
            "in": "inside-canary",
        }
    )
    assert words.found_in({"folder": places}) == []
    settings.SPEAK_UP_SECRET, settings.SPEAK_UP_KDF = secret, (3, 64 * 1024 * 1024)
    with process.rows() as rows:
        looked_up = {bytes(row[0]) for row in rows.execute("SELECT lookup FROM speak_up_report")}
    assert {receipts.opener(receipt).lookup for receipt in shown.values()} == looked_up
