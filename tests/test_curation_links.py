"""The link check, against a server of this machine: polite, by name, resumable."""

import json
import re
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo.__main__ import main
from geo.curation.links import USER_AGENT, Pacer, check_links, in_turns

pytestmark = pytest.mark.thorough
TODAY = date(2026, 11, 25)


class Pages(BaseHTTPRequestHandler):
    """Answer /there to HEAD, /no-head to GET only, /moved with a redirect, the rest with 404."""

    asked: list[tuple[str, str, str]]

    def answer(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        head_refused = self.path == "/no-head" and self.command == "HEAD"
        status = {"/there": 200, "/moved": 301, "/no-head": 405 if head_refused else 200}
        self.send_response(status.get(self.path, 404))
        if self.path == "/moved":
            self.send_header("Location", "/there")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer  # noqa: N815

    def log_message(self, *words):
        pass


@pytest.fixture
def server():
    """Yield the address of a loopback server, and what it was asked."""
    handler = type("Handler", (Pages,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", handler.asked
        server.shutdown()
        thread.join()


def check(urls, state, **more):
    waited = []
    pacer = Pacer(5, clock=lambda: 0.0, sleep=waited.append)
    found, is_done = check_links(urls, state, today=TODAY, pacer=pacer, **more)
    return found, is_done, waited


def test_pages_are_asked_by_name_head_first(server, tmp_path):
    base, asked = server
    urls = [f"{base}/{name}" for name in ("there", "no-head", "gone", "moved")]
    found, is_done, _ = check(urls, tmp_path / "state.json")
    assert is_done
    assert [found[url]["status"] for url in urls] == [200, 200, 404, 200]
    assert found[urls[3]]["final_url"] == urls[0]
    assert {row["checked"] for row in found.values()} == {"2026-11-25"}
    assert {name for *_, name in asked} == {USER_AGENT}
    assert [(m, p) for m, p, _ in asked if p == "/no-head"] == [
        ("HEAD", "/no-head"),
        ("GET", "/no-head"),
    ]


def test_one_host_is_asked_once_per_pause(server, tmp_path):
    base, _ = server
    *_, waited = check([f"{base}/there", f"{base}/no-head"], tmp_path / "state.json")
    assert waited == [5, 10]


def test_run_goes_on_where_the_last_one_stopped(server, tmp_path):
    base, asked = server
    urls, state = [f"{base}/there", f"{base}/gone"], tmp_path / "cache" / "state.json"
    check(urls, state, limit=1)
    assert [path for _, path, _ in asked] == ["/there"]
    check(urls, state)
    check(urls, state)
    assert [path for method, path, _ in asked if method == "HEAD"] == ["/there", "/gone"]
    old = json.loads(state.read_text())
    old[urls[0]]["checked"] = "2026-01-01"
    state.write_text(json.dumps(old))
    check(urls, state)
    assert asked[-1][1] == "/there"


def test_hosts_take_turns():
    urls = ["http://a/1", "http://a/2", "http://b/1"]
    assert list(in_turns(urls)) == ["http://a/1", "http://b/1", "http://a/2"]


def test_machine_without_internet_stops_early_and_asks_again(tmp_path):
    # Port 9 of the loopback network: nothing listens there.
    urls = [f"http://127.0.0.{number}:9/" for number in range(1, 9)]
    state = tmp_path / "state.json"
    found, is_done, _ = check(urls, state)
    assert not is_done
    assert [row["status"] for row in found.values()] == [None] * 5
    assert all(row["problem"] for row in found.values())


def only_pages(folder, urls):
    path = folder / "sources.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    names = iter(urls)
    kept = []
    for line in lines:
        number, _, rest = line.partition(",")
        # The address is the second cell and never quoted here.
        kept.append(f"{number},{next(names, '')},{rest.partition(',')[2]}")
    path.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")


def test_command_lists_what_does_not_answer(server, data_copy, tmp_path, capsys):
    base, _ = server
    only_pages(data_copy, [f"{base}/there", f"{base}/gone"])
    state = str(tmp_path / "state.json")
    words = ["sources", "--check", "--pause", "0", "--state", state, "--data", str(data_copy)]
    assert main([*words, "--limit", "1"]) == 0
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert out.strip().endswith(f"404 {base}/gone")
    assert "2 of 2 pages checked, 1 of them did not answer" in err


def test_damaged_state_is_named(data_copy, tmp_path, capsys):
    state = tmp_path / "state.json"
    state.write_text("[]")
    words = ["sources", "--check", "--state", str(state), "--data", str(data_copy)]
    assert main(words) == 1
    assert "can't be used" in capsys.readouterr().err


def test_without_check_it_counts_only(capsys):
    assert main(["sources"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^\d+ of \d+ pages archived$", out, re.MULTILINE)
    assert "languages: en " in out
    assert main(["sources", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert sum(counts["languages"].values()) == counts["pages"]
