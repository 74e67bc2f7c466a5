"""Check dates, tombstones, statements, sources and reviews of the tables."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geo.checks.faults import Faults, incident_name, row_faults
from geo.checks.tolls import source_pairs
from geo.incidents.grading import verify_incidents
from geo.tables.loader import IncidentTables

EARLIEST_EVENT = pd.Timestamp(2001, 1, 1)


def check_event_dates(tables: IncidentTables, today: date) -> Faults:
    """Return incidents that lie in the future, before 2001, or end before they start."""
    incidents = tables.incidents
    start, end = incidents["event_date"], incidents["event_date_end"]
    in_period = start.between(EARLIEST_EVENT, pd.Timestamp(today))
    late_end = end.gt(pd.Timestamp(today))
    return [
        *row_faults(
            "event_date_in_period",
            "incidents",
            incidents[~in_period],
            "event_date",
            lambda row: f"{incident_name(row)} is before 2001 or in the future",
        ),
        *row_faults(
            "event_ends_after_start",
            "incidents",
            incidents[end.lt(start) | late_end],
            "event_date_end",
            lambda row: f"{incident_name(row)} ends before it starts, or in the future",
        ),
    ]


def check_date_precision(tables: IncidentTables) -> Faults:
    """Return imprecise dates that are not the first day of their week, month or year."""
    incidents = tables.incidents
    day, precision = incidents["event_date"], incidents["date_precision"]
    wrong = (
        (precision.eq("week") & day.dt.day_of_week.ne(0))
        | (precision.isin(["month", "year"]) & day.dt.day.ne(1))
        | (precision.eq("year") & day.dt.month.ne(1))
    )
    return row_faults(
        "imprecise_date_is_first_day",
        "incidents",
        incidents[wrong],
        "event_date",
        lambda row: (
            f"{incident_name(row)} is dated to the {row['date_precision']}; write its first day"
        ),
    )


def check_status(tables: IncidentTables) -> Faults:
    """Return tombstones without a reason, and active rows with one."""
    incidents = tables.incidents
    wrong = incidents["status"].eq("withdrawn") == incidents["status_reason"].isna()
    return row_faults(
        "withdrawal_has_reason",
        "incidents",
        incidents[wrong],
        "status_reason",
        lambda row: (
            f"{incident_name(row)} is {row['status']}: a reason belongs to withdrawn rows only"
        ),
    )


def check_responsibility(tables: IncidentTables) -> Faults:
    """Return statements whose source is not the incident's, and claims by nobody in particular."""
    named = tables.responsibility
    pairs = pd.MultiIndex.from_frame(named[["incident_id", "source_id"]])
    kinds = named["actor_id"].map(tables.actors.set_index("actor_id")["kind"])
    nobody = named["basis"].isin(["claimed", "denied"]) & kinds.eq("unspecified")
    return [
        *row_faults(
            "statement_has_source",
            "responsibility",
            named[~pairs.isin(source_pairs(tables))],
            "source_id",
            lambda row: f"{incident_name(row)}: {row['source_id']} is not listed as its source",
        ),
        *row_faults(
            "claim_names_actor",
            "responsibility",
            named[nobody],
            "actor_id",
            lambda row: f"{incident_name(row)}: a claim or denial needs a named group",
        ),
    ]


def check_sources_used(tables: IncidentTables) -> Faults:
    """Return incidents without a source, and sources that support nothing."""
    linked = tables.incident_sources
    bare = tables.incidents[~tables.incidents["incident_id"].isin(linked["incident_id"])]
    idle = tables.sources[~tables.sources["source_id"].isin(linked["source_id"])]
    return [
        *row_faults(
            "incident_has_source",
            "incidents",
            bare,
            "incident_id",
            lambda row: f"{incident_name(row)} has no source",
        ),
        *row_faults(
            "source_is_used",
            "sources",
            idle,
            "source_id",
            lambda row: f"{row['source_id']} supports no incident",
        ),
    ]


def check_names(tables: IncidentTables) -> Faults:
    """Return incidents whose name has no page of theirs that uses it, and pages without a name."""
    incidents = tables.incidents
    pairs = pd.MultiIndex.from_frame(incidents[["incident_id", "name_source_id"]])
    has_page = incidents["name_source_id"].notna() & pairs.isin(source_pairs(tables))
    wrong = incidents["incident_name"].notna() != has_page
    wrong |= incidents["incident_name"].isna() & incidents["name_source_id"].notna()
    return row_faults(
        "name_has_source",
        "incidents",
        incidents[wrong],
        "name_source_id",
        lambda row: (
            f"{incident_name(row)}: a name and a page of the incident that uses it go together"
        ),
    )


def check_allies(tables: IncidentTables) -> Faults:
    """Return actors whose allies are not actors, or who are their own parent."""
    actors = tables.actors
    allies = actors["ally_actor_ids"].fillna("").str.split("|")
    known = {*actors["actor_id"], ""}
    wrong = ~allies.map(lambda names: set(names) <= known)
    wrong |= actors["parent_actor_id"].eq(actors["actor_id"]).fillna(False)
    return row_faults(
        "allies_are_actors",
        "actors",
        actors[wrong],
        "ally_actor_ids",
        lambda row: f"{row['actor_id']}: allies and parents are other rows of this table",
    )


def check_core_links(tables: IncidentTables) -> Faults:
    """Return core and linked incidents that rest on outlets close to the armed groups alone."""
    verified = verify_incidents(tables).reset_index(drop=True)
    wrong = tables.incidents["inclusion"].isin(["core", "linked"]) & verified["verification"].eq(
        "claim_only"
    )
    return row_faults(
        "link_rests_on_independent_source",
        "incidents",
        tables.incidents[wrong & tables.incidents["status"].eq("active")],
        "inclusion",
        lambda row: (
            f"{incident_name(row)}: no source outside the attackers' side; inclusion is context"
        ),
    )


def check_reviews(tables: IncidentTables) -> Faults:
    """Return incidents that nobody is recorded to have coded, and core ones without a check."""
    reviews, incidents = tables.reviews, tables.incidents
    done = {role: set(part["incident_id"]) for role, part in reviews.groupby("role")}
    uncoded = incidents[~incidents["incident_id"].isin(done.get("first_coded", set()))]
    unchecked = incidents["inclusion"].eq("core") & ~incidents["incident_id"].isin(
        done.get("second_check", set())
    )
    return [
        *row_faults(
            "review_is_recorded",
            "incidents",
            uncoded,
            "incident_id",
            lambda row: f"{incident_name(row)}: reviews.csv does not say who coded it",
        ),
        *row_faults(
            "core_has_second_check",
            "incidents",
            incidents[unchecked & incidents["status"].eq("active")],
            "inclusion",
            lambda row: f"{incident_name(row)} is core and has no second check",
        ),
    ]


def check_explanations(tables: IncidentTables) -> Faults:
    """Return published tallies whose explanation lacks its kind or names unknown incidents."""
    tallies = tables.published_tallies
    known = {*tables.incidents["incident_id"], ""}
    named = tallies["explaining_incident_ids"].fillna("").str.split("|")
    wrong = tallies["explanation"].isna() != tallies["explanation_kind"].isna()
    wrong |= ~named.map(lambda ids: set(ids) <= known)
    return row_faults(
        "explanation_is_complete",
        "published_tallies",
        tallies[wrong],
        "explanation",
        lambda row: f"{row['tally_id']}: kind and text go together, incidents must be in the table",
    )
