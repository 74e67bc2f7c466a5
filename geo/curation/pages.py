"""Count the pages that the table cites, and how many of them have an archived copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class PageCounts:
    """Hold counts of pages; languages as ISO 639-1, most pages first, "" where not stated."""

    pages: int
    with_address: int
    archived: int
    publishers: int
    languages: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as a plain record for JSON."""
        return dict(vars(self))

    def lines(self) -> list[str]:
        """Return the counts in words, one line each."""
        languages = ", ".join(
            f"{code or 'not stated'} {count}" for code, count in self.languages.items()
        )
        return [
            f"{self.archived} of {self.pages} pages archived",
            f"{self.with_address} of {self.pages} pages have an address",
            f"{self.publishers} publishers",
            f"languages: {languages}",
        ]


def count_pages(sources: pd.DataFrame) -> PageCounts:
    """Return the counts of the table sources."""
    return PageCounts(
        pages=len(sources),
        with_address=int(sources["url"].notna().sum()),
        archived=int(sources["archived_url"].notna().sum()),
        publishers=int(sources["publisher"].nunique()),
        languages={
            str(code): int(count)
            for code, count in sources["language"].fillna("").value_counts().items()
        },
    )
