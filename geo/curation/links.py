"""Ask each cited page whether it still answers: slowly, by name, and resumable."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

USER_AGENT = "cpec-incident-atlas-link-check/1 (python -m geo sources --check)"
PAUSE_SECONDS = 5.0
TIMEOUT_SECONDS = 20
STALE_DAYS = 30
# So many hosts in a row that can't be reached mean that this machine is offline.
OFFLINE_AFTER = 5
State = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """Hold what an address answered: the HTTP status, or None and why there was none."""

    status: int | None
    final_url: str
    problem: str = ""

    @property
    def is_there(self) -> bool:
        """Say whether the page answered with itself."""
        return self.status is not None and self.status < 400


def _ask_once(url: str, method: str) -> Answer:
    request = Request(url, method=method, headers={"User-Agent": USER_AGENT})  # noqa: S310
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            return Answer(response.status, response.url)
    except HTTPError as error:
        with error:
            return Answer(error.code, error.url or url)
    except (URLError, HTTPException, OSError, ValueError) as error:
        return Answer(None, url, str(getattr(error, "reason", error)))


def ask_page(url: str, pause: Callable[[], None]) -> Answer:
    """Return what an http(s) address answers, to HEAD and then to GET where HEAD is refused."""
    answer = _ask_once(url, "HEAD")
    if answer.is_there or answer.status is None:
        return answer
    pause()
    return _ask_once(url, "GET")


def load_state(path: Path) -> State:
    """Read the results of earlier runs: address → day, status, final address, problem.

    Raises ValueError for a file that is not such a list.
    """
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not all(isinstance(row, dict) for row in found.values()):
        raise ValueError("it holds no list of checked pages")
    return found


def _save_state(path: Path, state: State) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(state, indent=1, sort_keys=True), encoding="utf-8")
    part.replace(path)


def _is_fresh(row: dict[str, Any] | None, today: date) -> bool:
    """Say whether a page has answered lately; one that could not be reached is asked again."""
    if row is None or row.get("status") is None:
        return False
    return (today - date.fromisoformat(row["checked"])).days < STALE_DAYS


def in_turns(urls: Iterable[str]) -> Iterator[str]:
    """Yield addresses host by host in turn, so that no host is asked twice in a row for long."""
    hosts: dict[str, deque[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).netloc, deque()).append(url)
    while hosts:
        for host in list(hosts):
            yield hosts[host].popleft()
            if not hosts[host]:
                del hosts[host]


class Pacer:
    """Wait so that one host is asked once per `pause` seconds."""

    def __init__(
        self,
        pause: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause, self._clock, self._sleep = pause, clock, sleep
        self._next: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Wait until the host may be asked, and count this as a question."""
        now = self._clock()
        due = max(self._next.get(host, now), now)
        if due > now:
            self._sleep(due - now)
        self._next[host] = due + self._pause


def check_links(
    urls: Iterable[str],
    state_path: Path,
    *,
    today: date,
    pacer: Pacer,
    limit: int | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> tuple[State, bool]:
    """Ask the addresses that were not asked within 30 days; save the state after each.

    Returns the state of all addresses asked so far, and whether it went to the end: False where
    several hosts in a row could not be reached. Raises ValueError for a damaged state file and
    OSError where it can't be written.
    """
    state = load_state(state_path)
    due = [url for url in in_turns(urls) if not _is_fresh(state.get(url), today)][:limit]
    unreached: set[str] = set()
    for number, url in enumerate(due, start=1):
        host = urlsplit(url).netloc
        pacer.wait(host)
        answer = ask_page(url, lambda host=host: pacer.wait(host))  # type: ignore[misc]
        state[url] = {
            "checked": today.isoformat(),
            "status": answer.status,
            "final_url": answer.final_url,
            "problem": answer.problem,
        }
        _save_state(state_path, state)
        report(f"{number} of {len(due)}: {answer.status or answer.problem} {url}")
        unreached = set() if answer.status else unreached | {host}
        if len(unreached) >= OFFLINE_AFTER:
            return state, False
    return state, True
