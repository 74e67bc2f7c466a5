"""Recount every number of the pages from the downloaded rows, under twenty random filters.

A `Claim` is one number of one page: what the page says, and how to count it from the rows of the
CSV. A page joins by a function in `PAGES` that yields its claims.
"""

import random
from datetime import timedelta

import pytest
from recount import NAMING, Claim, ids, read_rows, recount_toll
from view_claims import VIEWS, claims_of_rolling

from geo.figures.comparisons import compare_periods, compare_versions
from geo.figures.exposure import study_period
from geo.figures.groups import (
    contested_part,
    group_matrix,
    group_part,
    group_rows,
    shared_part,
    unnamed_part,
)
from geo.figures.profiles import build_profile
from geo.figures.projects.parts import contractor_lines, project_part, project_rows
from geo.figures.units import list_units, place_part, unspecified_part
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.releases import changes_since
from geo.incidents.selections import open_selection
from geo.incidents.vocabulary import NO_GROUP, RECORD, TIERS, UNSPECIFIED
from geo.paper.tables import OTHER, VAGUE, briefing_figures
from geo.tables.periods import Period

SEEDS = range(20)
# Of each random filter; twenty filters together reach every group.
PROFILED_GROUPS = 6
COLUMNS = {
    "inclusion": "inclusion",
    "target": "target_category",
    "attack": "attack_type",
    "province": "admin1_code",
    "district": "admin2_code",
    "weapon": "weapon",
}


def names_of(atlas, actor_id):
    """Return the names of a group and its parts, from the table of actors alone."""
    actors = atlas.tables.actors.fillna("").to_dict("records")
    family = {actor_id}
    for _ in actors:
        family |= {row["actor_id"] for row in actors if row["parent_actor_id"] in family}
    return {row["actor_name"] for row in actors if row["actor_id"] in family}


def by_group(atlas, actor_id, basis):
    names, bases = names_of(atlas, actor_id), NAMING if basis == "any" else (basis,)

    def pick(rows):
        return [
            row
            for row in rows
            if any(names & set(row[f"{basis}_actors"].split("; ")) for basis in bases)
        ]

    return pick


def unnamed(rows):
    return [row for row in rows if not any(row[f"{basis}_actors"] for basis in NAMING)]


def by_cell(column, code):
    # A cell that a spreadsheet would run was given an apostrophe.
    return lambda rows: [row for row in rows if row[column].lstrip("'") == code]


def in_unit(unit):
    column = {"country": None, "province": "admin1_code"}.get(unit.level, "admin2_code")
    wanted = {unit.code} if unit.level == "province" else set(unit.district_codes)
    return lambda rows: [row for row in rows if column is None or row[column] in wanted]


def in_period(period):
    first, last = period.first.isoformat(), period.last.isoformat()
    return lambda rows: [
        row for row in rows if row["event_date"] <= last and row["event_date_latest"] >= first
    ]


def part_claims(page, figure, part, pick):
    yield Claim(page, figure, part.ids, lambda rows: ids(pick(rows)))


def line_claims(page, figure, line, pick):
    yield from part_claims(page, figure, line.part, pick)
    for toll, total in line.tolls.items():
        yield Claim(
            page, f"{figure}, {toll}", total, lambda rows, toll=toll: recount_toll(pick(rows), toll)
        )


def profile_claims(page, figure, selection, pick):
    profile = build_profile(selection, has_weapons=True)
    yield from line_claims(page, figure, profile.total, pick)
    for section, lines in profile.sections.items():
        for line in lines:
            code = {"unspecified": "", "not reported": ""}.get(line.part.code, line.part.code)
            if section == "year":
                narrow = lambda rows, code=code: [r for r in rows if r["event_date"][:4] == code]  # noqa: E731
            else:
                narrow = by_cell(COLUMNS[section], code)
            yield from line_claims(
                page,
                f"{figure}, {section} {line.part.label}",
                line,
                lambda rows, narrow=narrow: narrow(pick(rows)),
            )
    for name, edge, place in (("first", profile.first, 0), ("last", profile.last, -1)):
        value = None if edge is None else (edge.incident_id, edge.text)
        yield Claim(
            page, f"{figure}, {name}", value, lambda rows, place=place: edge_of(pick(rows), place)
        )


def edge_of(rows, place):
    ordered = sorted(rows, key=lambda row: (row["event_date"], row["incident_id"]))
    return (ordered[place]["incident_id"], ordered[place]["event_date_text"]) if rows else None


def group_row_claims(page, atlas, selection, pick):
    for row in group_rows(selection):
        for basis, part in row.by_basis.items():
            narrow = by_group(atlas, row.actor_id, basis)
            figure = f"{row.label}, {basis}"
            yield from part_claims(page, figure, part, lambda rows, n=narrow: n(pick(rows)))
        narrow = by_group(atlas, row.actor_id, "any")
        for toll, total in row.tolls.items():
            yield Claim(
                page,
                f"{row.label}, {toll}",
                total,
                lambda rows, n=narrow, toll=toll: recount_toll(n(pick(rows)), toll),
            )
    yield from part_claims(
        page, "no group", unnamed_part(selection), lambda rows: unnamed(pick(rows))
    )


def claims_of_groups(atlas, selection, choice):
    yield from group_row_claims("groups", atlas, selection, lambda rows: rows)
    provinces = list(atlas.vocabulary.provinces)
    actor_ids = [code for code in atlas.vocabulary.groups if code != NO_GROUP]
    for actor_id, (_, parts) in zip(
        actor_ids, group_matrix(selection, actor_ids, provinces), strict=True
    ):
        named = by_group(atlas, actor_id, "any")
        for part in parts:
            inside = by_cell("admin1_code", part.code)
            figure = f"matrix {actor_id} × {part.label}"
            yield from part_claims(
                "groups", figure, part, lambda rows, n=named, i=inside: i(n(rows))
            )
    actor_id, other_id = choice.sample(actor_ids, 2)
    named, other = by_group(atlas, actor_id, "any"), by_group(atlas, other_id, "any")
    both = shared_part(selection, actor_id, other_id)
    yield from part_claims("groups", "both", both, lambda rows: other(named(rows)))
    for actor_id in choice.sample(actor_ids, PROFILED_GROUPS):
        inside = selection.within(group_part(selection, actor_id, "any"))
        yield from profile_claims("groups", actor_id, inside, by_group(atlas, actor_id, "any"))
        part = contested_part(selection, actor_id, atlas.tables.actors)
        yield from part_claims("groups", f"{actor_id}, contested", part, contested(atlas, actor_id))


def contested(atlas, actor_id):
    """Return the picker of contested incidents, from the CSV's names and the table of actors."""
    actors = {row["actor_name"]: row for row in atlas.tables.actors.fillna("").to_dict("records")}
    own = names_of(atlas, actor_id)

    def root(name):
        above = [
            n for n, row in actors.items() if row["actor_id"] == actors[name]["parent_actor_id"]
        ]
        return root(above[0]) if above else name

    def agree(name, other):
        one, two = actors[name], actors[other]
        allied = two["actor_id"] in one["ally_actor_ids"].split("|")
        allied |= one["actor_id"] in two["ally_actor_ids"].split("|")
        vague = "unspecified" in (one["kind"], two["kind"]) and one["family"] == two["family"]
        return root(name) == root(other) or allied or vague

    def is_contested(row):
        named = {name for basis in NAMING for name in row[f"{basis}_actors"].split("; ") if name}
        mine, others = named & own, named - own
        is_denied = bool(own & set(row["denied_actors"].split("; ")))
        is_rival = any(not any(agree(name, other) for name in mine) for other in others)
        return bool(mine) and (is_denied or is_rival)

    return lambda rows: [row for row in rows if is_contested(row)]


def claims_of_places(atlas, selection, choice):
    units = list_units(atlas.districts)
    districts = [code for code, unit in units.items() if unit.level == "district"]
    divisions = [code for code, unit in units.items() if unit.level == "division"]
    provinces = [code for code, unit in units.items() if unit.level in ("country", "province")]
    present = sorted(selection.incidents["admin2_code"].dropna().unique())[:3]
    sample = [*choice.sample(districts, 5), *choice.sample(divisions, 3), *present]
    for code in (*provinces, *sample, "PK-SD:Karachi"):
        unit = units[code]
        inside = selection.within(place_part(selection, unit))
        yield from profile_claims("places", unit.name, inside, in_unit(unit))
        yield from group_row_claims("places", atlas, inside, in_unit(unit))
        beside = unspecified_part(selection, unit.admin1_code)
        yield from part_claims(
            "places",
            f"{unit.name}, unspecified beside it",
            beside,
            lambda rows, unit=unit: [
                row
                for row in rows
                if not row["admin2_code"] and unit.admin1_code in (None, row["admin1_code"])
            ],
        )


def tied_to(column, code):
    return lambda rows: [row for row in rows if code in row[column].split("; ")]


def claims_of_projects(atlas, selection, choice):
    for row in project_rows(selection):
        code, pick = row.line.part.code, tied_to("project_ids", row.line.part.code)
        yield from line_claims("projects", code, row.line, pick)
        for name, edge, place in (("first", row.first, 0), ("last", row.last, -1)):
            value = None if edge is None else (edge.incident_id, edge.text)
            yield Claim(
                "projects",
                f"{code}, {name}",
                value,
                lambda rows, pick=pick, place=place: edge_of(pick(rows), place),
            )
    for line in contractor_lines(selection):
        pick = tied_to("contractor_ids", line.part.code)
        yield from line_claims("projects", line.part.label, line, pick)
    for project_id in choice.sample(sorted(atlas.vocabulary.projects), PROFILED_GROUPS):
        inside = selection.within(project_part(selection, project_id))
        pick = tied_to("project_ids", project_id)
        yield from profile_claims("projects", project_id, inside, pick)


def change_claims(figure, tables, left, right, atlas):
    for table, changes in tables.items():
        for change in changes:
            code = change.after.code
            if code == NO_GROUP:
                narrow = unnamed
            elif table == "group":
                narrow = by_group(atlas, code, "any")
            else:
                narrow = by_cell(COLUMNS[table], "" if code == "unspecified" else code)
            for side, part, pick in (
                ("before", change.before, left),
                ("after", change.after, right),
            ):
                yield from part_claims(
                    "changes",
                    f"{figure} {table} {change.label} {side}",
                    part,
                    lambda rows, n=narrow, pick=pick: n(pick(rows)),
                )


def claims_of_periods(atlas, selection, choice):
    """Yield the comparison of periods; its rows are those of the filter without its period."""
    coverage = atlas.tables.coverage
    first = coverage.first + timedelta(days=choice.randrange(7000))
    against = Period(first, first + timedelta(days=choice.randrange(2000)))
    comparison = compare_periods(selection, against, coverage)
    left, right = (in_period(side.period) for side in (comparison.before, comparison.after))
    total = comparison.total
    yield from part_claims("changes", "before", total.before, left)
    yield from part_claims("changes", "after", total.after, right)
    yield from part_claims("changes", "both", comparison.in_both, lambda rows: left(right(rows)))
    for side, part, pick in (
        (comparison.before, total.before, left),
        (comparison.after, total.after, right),
    ):
        value = side.selection.sum_toll(part, "fatalities")
        yield Claim("changes", "killed", value, lambda r, p=pick: recount_toll(p(r), "fatalities"))
    yield from change_claims("periods", comparison.tables, left, right, atlas)


def claims_of_versions(atlas, selection, choice):
    log = changes_since(atlas.tables, "1.0.0")
    comparison = compare_versions(selection, log, "1.0.0")
    added = set(log.loc[log["change"] == "added", "incident_id"])

    def had(rows):
        return [row for row in rows if row["incident_id"] not in added]

    yield from part_claims("changes", "already there", comparison.total.before, had)
    for part in comparison.kinds:
        kind = set(log.loc[log["change"] == part.code, "incident_id"])
        yield from part_claims(
            "changes",
            part.label,
            part,
            lambda rows, kind=kind: [row for row in rows if row["incident_id"] in kind],
        )
    yield from change_claims("versions", comparison.tables, had, lambda rows: rows, atlas)


def in_district(code, shown):
    if code == OTHER:
        return lambda rows: [r for r in rows if r["admin2_code"] and r["admin2_code"] not in shown]
    return by_cell("admin2_code", "" if code == UNSPECIFIED else code)


def in_year(code):
    def pick(rows):
        years = [(row, {row["event_date"][:4], row["event_date_latest"][:4]}) for row in rows]
        return [row for row, own in years if (len(own) > 1 if code == VAGUE else own == {code})]

    return pick


def briefing_line_claims(line, pick):
    yield Claim("briefing", line.label, line.incidents, lambda rows: len(pick(rows)))
    for toll, total in (
        ("fatalities", line.killed),
        ("chinese_fatalities", line.chinese_killed),
    ):
        yield Claim(
            "briefing",
            f"{line.label}, {toll}",
            total,
            lambda rows, toll=toll: recount_toll(pick(rows), toll),
        )


def claims_of_briefing(atlas, selection, choice):
    coverage = atlas.tables.coverage
    period = study_period(selection.chosen, coverage)
    figures = briefing_figures(selection, period, coverage)
    shown = {line.code for line in figures.districts}
    yield from briefing_line_claims(figures.total, lambda rows: rows)
    for line in figures.districts:
        yield from briefing_line_claims(line, in_district(line.code, shown))
    for line in figures.years:
        yield from briefing_line_claims(line, in_year(line.code))
    for row in figures.groups:
        for basis, part in row.by_basis.items():
            pick = by_group(atlas, row.actor_id, basis)
            yield from part_claims("briefing", f"{row.label}, {basis}", part, pick)
    yield Claim("briefing", "no group", figures.unnamed, lambda rows: len(unnamed(rows)))


PAGES = (
    claims_of_groups,
    claims_of_places,
    claims_of_projects,
    claims_of_versions,
    claims_of_briefing,
    *VIEWS,
)


def random_filter(atlas, choice):
    """Return a filter with each part set one time in three; any tiers, each set as often."""
    tiers = choice.choice(
        (RECORD, TIERS, ("core",), ("linked",), ("context",), ("core", "context"))
    )
    lists = {"inclusion": tiers}
    for parameter, field in (
        ("province", "provinces"),
        ("group", "groups"),
        ("target", "targets"),
        ("attack", "attacks"),
        ("project", "projects"),
        ("contractor", "contractors"),
    ):
        codes = list(atlas.vocabulary.names(parameter))
        if choice.random() < 1 / 3:
            lists[field] = tuple(choice.sample(codes, min(len(codes), choice.randint(1, 3))))
    first = atlas.tables.coverage.first + timedelta(days=choice.randrange(5000))
    period = {"from_date": first, "to_date": first + timedelta(days=choice.randint(300, 4000))}
    basis = choice.choice(("any", "any", "claimed")) if "groups" in lists else "any"
    return IncidentFilter(**lists, **(period if choice.random() < 1 / 3 else {}), basis=basis)


def check(claims, rows, selection):
    count = 0
    for claim in claims:
        assert claim.value == claim.recount(rows), (claim.page, claim.figure, selection.chosen)
        count += 1
    return count


@pytest.mark.random
@pytest.mark.parametrize("seed", SEEDS)
def test_each_number_is_recounted_from_the_exported_rows(seed, atlas):
    choice = random.Random(seed)
    chosen = {0: IncidentFilter(), 1: EVERYTHING}.get(seed) or random_filter(atlas, choice)
    selection = open_selection(
        atlas.incidents, atlas.tables.responsibility, atlas.vocabulary, chosen
    )
    rows = read_rows(atlas, atlas.select(chosen))
    assert sum(check(page(atlas, selection, choice), rows, selection) for page in PAGES) > 100
    without_period = chosen.without("period")
    rows = read_rows(atlas, atlas.select(without_period))
    assert check(claims_of_periods(atlas, selection, choice), rows, selection) > 4
    assert check(claims_of_rolling(atlas, selection), rows, selection) == 3
