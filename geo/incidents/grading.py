"""Grade sources on the Admiralty scale, and derive how well an incident is verified.

Nothing here is typed in: grades of publishers come from publishers.csv, the rest follows from who
reports an incident for themselves. Source of the scale: NATO STANAG 2511 (A–F, 1–6).
"""

from __future__ import annotations

import pandas as pd

from geo.tables.loader import IncidentTables

# Whose text can't confirm anything: a party's outlet, an untraceable copy, an encyclopaedia.
UNCOUNTED_KINDS = ("partisan", "repost", "reference")
UNCOUNTED_GRADES = ("E", "F")
TRUSTED_GRADES = ("A", "B", "C")
CONFIRMING_VERDICTS = ("confirmed", "corrected")


def graded_pages(tables: IncidentTables) -> pd.DataFrame:
    """Return one row per incident_id and source_id with the reliability of its text.

    Columns added: origin, reliability (the origin's grade, or the worse one where the page is a
    repost) and is_independent (whether its origin counts as a publisher reporting for itself).
    Background pages are never independent.
    """
    grades = tables.publishers.set_index("publisher")[["kind", "reliability"]]
    pages = tables.incident_sources.merge(tables.sources, on="source_id")
    pages = pages.join(grades.add_prefix("page_"), on="publisher")
    pages = pages.join(grades.add_prefix("origin_"), on="origin")
    worse = pages[["page_reliability", "origin_reliability"]].max(axis=1)
    is_repost = pages["page_kind"] == "repost"
    pages["reliability"] = pages["origin_reliability"].mask(is_repost, worse)
    pages["is_independent"] = (
        ~pages["is_background"]
        & ~pages["origin_kind"].isin(UNCOUNTED_KINDS)
        & ~pages["origin_reliability"].isin(UNCOUNTED_GRADES)
    )
    return pages


def _second_checks(tables: IncidentTables) -> pd.Series:
    checks = tables.reviews[tables.reviews["role"] == "second_check"]
    latest = checks.sort_values("review_date", kind="stable")
    return latest.groupby("incident_id")["verdict"].last()


def verify_incidents(tables: IncidentTables) -> pd.DataFrame:
    """Return verification by incident_id.

    Columns: independent_publishers (distinct origins that count, so that reprints of one
    agency's text count once), verification (confirmed: two or more; reported: one; claim_only:
    none), second_check (its verdict, missing without one) and is_provisional.
    """
    pages = graded_pages(tables)
    counts = pages[pages["is_independent"]].groupby("incident_id")["origin"].nunique()
    ids = pd.Index(tables.incidents["incident_id"])
    count = counts.reindex(ids).fillna(0).astype(int)
    verdicts = _second_checks(tables).reindex(ids)
    return pd.DataFrame(
        {
            "independent_publishers": count,
            "verification": count.clip(upper=2).map(
                {0: "claim_only", 1: "reported", 2: "confirmed"}
            ),
            "second_check": verdicts.astype("string"),
            "is_provisional": verdicts.isna(),
        }
    )


def grade_sources(tables: IncidentTables) -> pd.DataFrame:
    """Return reliability (A–F) and credibility (1–6) by incident_id and source_id.

    Credibility: 1 two or more other independent publishers and a second check that confirmed or
    corrected; 2 at least one other; 4 none other, and the second check found it disputed;
    3 none other, text of grade A–C; 6 none other, text of grade D–F, or a background page.
    5 (improbable) is never given by rule.
    """
    pages = graded_pages(tables)
    verified = verify_incidents(tables).loc[pages["incident_id"]].reset_index(drop=True)
    own = pages["is_independent"].astype(int).reset_index(drop=True)
    others = verified["independent_publishers"] - own
    is_checked = verified["second_check"].isin(CONFIRMING_VERDICTS)
    is_disputed = verified["second_check"].eq("disputed").fillna(False)
    is_background = pages["is_background"].reset_index(drop=True)
    is_trusted = pages["reliability"].isin(TRUSTED_GRADES).reset_index(drop=True)
    credibility = pd.Series("6", index=pages.index, dtype="string")
    credibility = credibility.mask(is_trusted, "3").mask(is_disputed, "4")
    credibility = credibility.mask(others >= 1, "2").mask((others >= 2) & is_checked, "1")
    return pages[["incident_id", "source_id", "reliability"]].assign(
        credibility=credibility.mask(is_background, "6")
    )
