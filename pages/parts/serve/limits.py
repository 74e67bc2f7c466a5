"""How many data requests a client may make a minute, and how long a query may be."""

import os
import time
from collections.abc import Callable
from threading import Lock

RATE_SETTING, REQUESTS_PER_MINUTE = "ATLAS_DATA_REQUESTS_PER_MINUTE", 120
LENGTH_SETTING, QUERY_CHARS = "ATLAS_DATA_QUERY_CHARS", 20_000
_WINDOW_SECONDS = 60


def read_setting(name: str, default: int) -> int:
    """Return a setting of the environment as a whole number, zero or more.

    Raises ValueError that names the setting where it is something else.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal():
        raise ValueError(f"{name} is “{text}”, and has to be a whole number, 0 or more")
    return int(text)


class RateLimit:
    """Count the requests of each client address in windows of a minute; 0 allows all."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._start = clock()
        self._counts: dict[str, int] = {}
        self._lock = Lock()

    def wait_seconds(self, client: str) -> int:
        """Count a request; return 0, or in how many seconds the client may ask again."""
        if not self.per_minute:
            return 0
        with self._lock:
            now = self._clock()
            if now - self._start >= _WINDOW_SECONDS:
                # All counts go at once, so that addresses seen once do not fill the memory.
                self._start, self._counts = now, {}
            self._counts[client] = self._counts.get(client, 0) + 1
            if self._counts[client] <= self.per_minute:
                return 0
            return max(1, round(self._start + _WINDOW_SECONDS - now))
