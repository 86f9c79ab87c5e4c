"""W2, W3, W15 in small, on the process that really runs: one start, one kill, a few reports. The whole of it:
`make test FULL=speak_up`."""

import stat
from datetime import datetime, time

from tests.canaries import Canaries
from tests.integration.speak_up_process import Visitor, opened

TOLD = {
    "agent": "AgentCanaryQuince", "cookie": "CookieCanaryMedlar", "referrer": "RefererCanarySorrel",
    "address": "203.0.113.77, Canary", "language": "LanguageCanaryRowan", "what": "What canary happened Bramble",
    "where": "Where canary it was Teasel", "file": "FileNameCanaryTansy", "inside": "Inside canary of a file Yarrow",
}  # fmt: skip


def test_a_report_outlives_a_kill_and_nothing_of_it_lies_about_in_clear(tmp_path):
    headers = {
        "User-Agent": TOLD["agent"], "Cookie": f"session={TOLD['cookie']}", "Referer": f"http://x/{TOLD['referrer']}",
        "X-Forwarded-For": TOLD["address"], "Accept-Language": TOLD["language"],
    }  # fmt: skip
    with opened(tmp_path) as process:
        visitor = Visitor(process.port, headers)
        visitor.files = [(f"{TOLD['file']}.txt", (TOLD["inside"] + "\n").encode() * 100_000)]
        form = visitor.fill_in(TOLD["what"], TOLD["where"])
        receipt = visitor.send(form)
        process.kill()
        process.start()
        again = visitor.send(form)
        [read] = process.read_all()
        words = Canaries(TOLD | {"receipt": receipt})
        places = [(str(one), one.read_bytes()) for one in tmp_path.rglob("*") if one.is_file()]
        found = words.found_in({"its folder, log and temporary files": places})
        there = process.file.stat()

    assert again == receipt
    assert read["what"] == TOLD["what"]
    assert found == []
    day = datetime.combine(datetime.now().date(), time.min).timestamp()
    assert (there.st_mtime, stat.S_IMODE(there.st_mode)) == (day, 0o600)
    assert (tmp_path / "said.log").read_bytes() == b""
