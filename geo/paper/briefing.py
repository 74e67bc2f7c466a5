"""Compose a briefing: one HTML file that opens offline and prints to a few pages.

Texts from the tables pass through jinja2's escaping; nothing in the file runs or is fetched.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.figures.exposure import study_period
from geo.figures.summary import paragraph
from geo.paper.captions import TITLE
from geo.paper.drawing.map_picture import HEIGHT_PX, WIDTH_PX
from geo.paper.lists import list_incidents, list_sources, newest
from geo.paper.pictures import illustrate_map, illustrate_timeline, map_box, paper_scene
from geo.paper.scene import Scene
from geo.paper.tables import BriefingFigures, briefing_figures
from geo.paper.templates import load_template
from geo.tables.periods import Period, describe_coverage
from geo.wording import web_address

_TEMPLATE = Path(__file__).with_name("briefing.html")
# In the codebook's words, which the tests compare; {coverage} says which days were searched.
METHOD = (
    (
        "Incident",
        "An incident is one attack, carried out, foiled in the act or failed, at one place and "
        "time. Attacks on the same day at different places are different incidents.",
    ),
    (
        "Core",
        "Chinese nationals, or premises or vehicles of a Chinese firm or the Chinese state with "
        "Chinese nationals in or expected in them, were the target, as at least one source other "
        "than the attackers' side says.",
    ),
    (
        "Linked",
        "Pakistani workers, guards, escorts, vehicles or premises of a CPEC or Chinese-run "
        "project were hit, and no Chinese nationals were the target; a source other than the "
        "attackers' side states the link.",
    ),
    (
        "Context",
        "The link rests on the place or route alone, or on the word of the attackers or of an "
        "outlet close to them; or officials, uncontested, found a private crime or a crowd "
        "behind violence against Chinese nationals.",
    ),
    (
        "Tolls",
        "Each figure has a low, a best and a high bound, each with its source. Attackers' deaths "
        "are apart. Best is the latest figure of officials, the embassy or the project's owner "
        "that at least two independent publishers carry; otherwise the figure that most "
        "independent publishers carry; at a tie the lower one. Sums close open bounds: a missing "
        "best adds the low, a missing high adds the best, a missing low adds 0; incidents "
        "without a figure are counted beside the sum.",
    ),
    (
        "Responsibility",
        "claimed is the group's own statement; attributed an authority's statement as fact; "
        "suspected a suspicion of police or media; denied the group's denial.",
    ),
    (
        "Verification",
        "Independent publishers are the distinct origins of an incident's pages, so that "
        "reprints of one agency's text count once. Verification is confirmed with two or more, "
        "reported with one, claim_only with none.",
    ),
    (
        "Places",
        "Points are those of the named place in GeoNames or of the site as public pages print "
        "it, with two to three decimals; a town alone is near; at admin2 the point is any point "
        "of the district named, and it is drawn at the district's middle. near means within "
        "about 10 km. There is no nearest-district fallback.",
    ),
    (
        "Provisional",
        "A row without a second check is provisional, on every page and in every export. Both "
        "roles were filled by language-model assistants that read stored copies of the pages, "
        "often their opening only; no person has checked every row yet. Treat a figure as you "
        "would a careful press review, and follow it to its page.",
    ),
    (
        "Gaps",
        "{coverage}; what is later, or carried only by Urdu, Balochi or Chinese pages, may be "
        "missing. Small attacks that only local media carried are under-represented, above all "
        "before 2015. Most context rows rest on claims relayed by one sympathetic outlet. They "
        "show what was claimed, not what happened.",
    ),
)


def method_texts(coverage: Period) -> list[tuple[str, str]]:
    """Return METHOD, heads with texts, for the days that were searched."""
    said = describe_coverage(coverage)
    return [(head, text.format(coverage=said)) for head, text in METHOD]


def figures_of(atlas: Atlas, scene: Scene) -> BriefingFigures:
    """Return every number of a scene's briefing."""
    coverage = atlas.tables.coverage
    period = study_period(scene.chosen, coverage)
    return briefing_figures(atlas.selection(scene.chosen), period, coverage)


def shown_period(atlas: Atlas, scene: Scene) -> Period:
    """Return the days of a scene's filter that were searched; all of them where there is none."""
    coverage = atlas.tables.coverage
    return study_period(scene.chosen, coverage) or coverage


def _words(atlas: Atlas, scene: Scene, figures: BriefingFigures) -> dict[str, Any]:
    incidents, chosen = scene.incidents, scene.chosen
    return {
        "title": TITLE,
        "sentence": atlas.sentence(chosen),
        "widenings": atlas.widenings(chosen),
        "figures": figures,
        "provisional": int(incidents["is_provisional"].sum()),
        "unplaced": int(incidents["admin2_is_unspecified"].sum()),
        "summary": paragraph(figures.findings),
        "period": shown_period(atlas, scene),
        "method": method_texts(atlas.tables.coverage),
    }


def _pictures(atlas: Atlas, scene: Scene) -> dict[str, Any]:
    return {
        "map": illustrate_map(atlas, scene),
        "map_box": map_box(),
        "map_size": (WIDTH_PX, HEIGHT_PX),
        "strip": illustrate_timeline(atlas, scene, shown_period(atlas, scene)),
        "measure_label": scene.measure_label,
        "colouring_label": scene.view.colouring.label,
    }


def _lists(atlas: Atlas, scene: Scene) -> dict[str, Any]:
    listed = newest(scene.incidents)
    sources = list_sources(atlas.tables, listed["incident_id"])
    return {"incidents": list_incidents(listed, sources.numbers), "sources": sources}


def briefing_html(atlas: Atlas, scene: Scene, *, link: str, created: datetime) -> str:
    """Return the briefing of a scene as HTML (UTF-8): pictures inside, no script, no request.

    `link` opens the view; `created` is stated in UTC. The same input gives the same text. Raises
    ValueError for a `created` without its time zone.
    """
    if created.tzinfo is None:
        raise ValueError("the time of a briefing needs its time zone")
    paper = paper_scene(atlas, scene)
    words = _words(atlas, paper, figures_of(atlas, paper))
    return load_template(_TEMPLATE).render(
        words | _pictures(atlas, paper) | _lists(atlas, paper),
        data_version=atlas.tables.data_version,
        coverage_end=atlas.tables.coverage_end,
        notice=atlas.notice,
        notice_address=web_address(atlas.notice.licence_url),
        link=link,
        link_address=web_address(link),
        created=created.astimezone(UTC),
    )
