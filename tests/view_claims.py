"""The numbers of the map and the timeline page, each with its recount from the CSV's rows."""

from collections import Counter
from datetime import date, timedelta

from recount import NAMING, Claim, ids, recount_toll

from geo.figures.counts import (
    class_counts,
    count_periods,
    cumulative_counts,
    rolling_counts,
)
from geo.figures.exposure import study_period
from geo.figures.headline import build_headline
from geo.figures.summary import summarise
from geo.figures.time.lulls import intervals_between
from geo.incidents.tallies import MEASURES, measure_values, tally_districts
from geo.view.colours import COLOURINGS
from geo.view.marks import colour_codes
from geo.view.shading import shade_measure

UNIT_KEYS = {
    "year": lambda day: day[:4],
    "quarter": lambda day: f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}",
    "month": lambda day: day[:7],
}


def bounds(rows, toll):
    total = recount_toll(rows, toll)
    return total.low, total.best, total.high


def names_in(row):
    return {name for basis in NAMING for name in row[f"{basis}_actors"].split("; ") if name}


def group_names(atlas):
    """Return a group as the paragraph names it → its name and those of its parts."""
    actors, vocabulary = atlas.tables.actors, atlas.vocabulary
    names = dict(zip(actors["actor_id"], actors["actor_name"], strict=True))
    return {
        vocabulary.group_short_names[group] + " with its parts" * (len(parts) > 1): {
            names[part] for part in parts
        }
        for group, parts in vocabulary.group_members.items()
    }


def claims_of_headline(atlas, selection, _choice):
    """Yield the sums of the answer tiles, whole and by tier, and the last attack."""
    headline = build_headline(selection, atlas.tables.coverage)
    tiers = {"shown": ("core", "linked", "context"), "record": ("core", "linked")}
    tiers["context"] = ("context",)
    for toll, sums in (
        ("fatalities", headline.killed),
        ("chinese_fatalities", headline.chinese_killed),
    ):
        for name, codes in tiers.items():
            yield Claim(
                "answers",
                f"{toll}, {name}",
                getattr(sums, name),
                lambda rows, c=codes, t=toll: recount_toll(in_tiers(rows, c), t),
            )
    for tier in selection.chosen.inclusion:
        yield Claim(
            "answers",
            tier,
            headline.by_tier[tier],
            lambda rows, tier=tier: len(in_tiers(rows, (tier,))),
        )
    last = None if headline.last is None else headline.last.incident["incident_id"]
    yield Claim("answers", "last attack", last, lambda rows: last_of(in_tiers(rows, ("core",))))


def in_tiers(rows, tiers):
    return [row for row in rows if row["inclusion"] in tiers]


def last_of(rows):
    keys = ("event_date_latest", "event_date", "incident_id")
    return max((tuple(row[key] for key in keys) for row in rows), default=(None,))[-1]


def claims_of_summary(atlas, selection, _choice):
    """Yield the figures of the paragraph above the map."""
    recounts = {
        "incidents": len,
        "killed": lambda rows: bounds(rows, "fatalities"),
        "chinese-killed": lambda rows: bounds(rows, "chinese_fatalities"),
        "no-district": lambda rows: sum(row["admin2_is_unspecified"] == "true" for row in rows),
        "no-day": lambda rows: sum(row["date_precision"] != "day" for row in rows),
        "no-toll": lambda rows: recount_toll(rows, "fatalities").unreported,
        "no-group": lambda rows: sum(not names_in(row) for row in rows),
        "provisional": lambda rows: sum(row["is_provisional"] == "true" for row in rows),
    }
    members = group_names(atlas)
    for finding in summarise(selection):
        if finding.code in recounts:
            yield Claim("map", finding.code, finding.value, recounts[finding.code])
        for name, count in finding.value.items() if isinstance(finding.value, dict) else ():
            counted = {
                "districts": lambda rows, name=name: sum(r["admin2_name"] == name for r in rows),
                "groups": lambda rows, name=name: sum(
                    bool(members[name] & names_in(r)) for r in rows
                ),
            }[finding.code]
            yield Claim("map", f"{finding.code}: {name}", count, counted)


def claims_of_map(atlas, selection, _choice):
    """Yield the districts' figures, the legend's counts and the marks' colours."""
    tally = tally_districts(selection.incidents)
    for code, row in tally.iterrows():
        inside = lambda rows, code=code: [r for r in rows if r["admin2_code"] == code]  # noqa: E731
        yield Claim("map", code, row["incidents"], lambda rows, f=inside: len(f(rows)))
        for toll in ("fatalities", "chinese_fatalities"):
            value = tuple(row[f"{toll}_{bound}"] for bound in ("low", "best", "high"))
            if row[f"{toll}_unreported"] < row["incidents"]:
                yield Claim("map", toll, value, lambda rows, f=inside, t=toll: bounds(f(rows), t))
    measure = MEASURES["incidents"]
    shading = shade_measure(atlas.districts, measure_values(tally, measure), measure)
    with_incidents = len(atlas.districts) - shading.count(-1)
    yield Claim(
        "map",
        "districts with incidents",
        with_incidents,
        lambda rows: len({row["admin2_code"] for row in rows} - {""}),
    )
    codes = colour_codes(selection.incidents, atlas.tables.actors)
    for colouring in (COLOURINGS[name] for name in ("province", "target", "inclusion")):
        yield Claim(
            "map",
            colouring.label,
            Counter(codes[colouring.field]),
            lambda rows, column=colouring.column: Counter(row[column] for row in rows),
        )


def placed(rows, unit):
    key = UNIT_KEYS[unit]
    return {
        name: [r for r in rows if key(r["event_date"]) == name == key(r["event_date_latest"])]
        for name in {key(row["event_date"]) for row in rows}
    }


def claims_of_timeline(atlas, selection, choice):
    """Yield bars, running counts and lulls."""
    incidents = selection.incidents
    window = study_period(selection.chosen, atlas.tables.coverage)
    unit = choice.choice(list(UNIT_KEYS))
    counts = count_periods(incidents, unit, "killed", window)
    for row in counts.rows.to_dict("records"):
        name = UNIT_KEYS[unit](row["start"].isoformat())
        part = lambda rows, name=name: placed(rows, unit)[name]  # noqa: E731
        yield Claim("timeline", name, row["incidents"], lambda rows, f=part: len(f(rows)))
        if row["unreported"] < row["incidents"]:
            value = (row["low"], row["best"], row["high"])
            yield Claim("timeline", name, value, lambda rows, f=part: bounds(f(rows), "fatalities"))
    yield Claim(
        "timeline",
        "dated too vaguely",
        counts.unplaced,
        lambda rows: len(rows) - sum(map(len, placed(rows, unit).values())),
    )
    stacked = class_counts(incidents, incidents["inclusion"], unit, window)
    yield Claim(
        "timeline",
        "stack",
        stacked["incidents"].sum(),
        lambda rows: sum(map(len, placed(rows, unit).values())),
    )
    yield from claims_of_running(incidents, window)
    yield from claims_of_lulls(atlas, selection)


def year_after(day):
    """Return the same day a year later; 28 Feb for 29 Feb."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def last_days(rows, end):
    return [min(date.fromisoformat(row["event_date_latest"]), end) for row in rows]


def sampled(frame):
    rows = frame.to_dict("records")
    return rows[0], rows[len(rows) // 2], rows[-1]


def claims_of_running(incidents, window):
    """Yield the cumulative count on three days; its last is all that the filter shows."""
    for row in sampled(cumulative_counts(incidents, window)):
        yield Claim(
            "timeline",
            f"cumulative {row['day']}",
            row["incidents"],
            lambda rows, day=row["day"]: sum(last <= day for last in last_days(rows, window.last)),
        )


def claims_of_rolling(atlas, selection):
    """Yield the twelve months' counts; their rows are those of the filter without its period."""
    coverage = atlas.tables.coverage
    window = study_period(selection.chosen, coverage)
    incidents = selection.select(selection.chosen.without("period")).incidents
    for row in sampled(rolling_counts(incidents, window, coverage)):
        yield Claim(
            "timeline",
            f"rolling {row['day']}",
            row["incidents"],
            lambda rows, day=row["day"]: sum(
                last <= day < year_after(last) for last in last_days(rows, coverage.last)
            ),
        )


def claims_of_lulls(atlas, selection):
    """Yield the longest lull where every date is known to the day."""
    found = intervals_between(
        selection.incidents, study_period(selection.chosen, atlas.tables.coverage)
    )
    yield Claim("timeline", "intervals", found.count, lambda rows: max(len(rows) - 1, 0))
    lull = found.longest
    is_precise = selection.incidents["date_precision"].eq("day").all()
    if lull is None or not is_precise or not (lull.after.incident_id and lull.before.incident_id):
        return
    pair = (lull.after.incident_id, lull.before.incident_id)

    def days_between(rows):
        days = {row["incident_id"]: date.fromisoformat(row["event_date"]) for row in rows}
        assert set(pair) <= set(ids(rows))
        return (days[pair[1]] - days[pair[0]]) // timedelta(days=1)

    yield Claim("timeline", "longest lull", lull.longest, days_between)


VIEWS = (claims_of_headline, claims_of_summary, claims_of_map, claims_of_timeline)
