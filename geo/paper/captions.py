"""The words of a picture: the filter's own title, its tiers apart, sources and disclaimer."""

from __future__ import annotations

from dataclasses import replace

from geo.atlas import Atlas
from geo.figures.headline import Headline, TierSum, build_headline
from geo.incidents.filters import IncidentFilter
from geo.incidents.tallies import TollSum
from geo.paper.drawing.blocks import PictureTexts
from geo.paper.scene import Scene
from geo.wording import count_noun, format_day

SUBJECT = "Attacks on Chinese nationals and CPEC personnel"
TITLE = f"{SUBJECT} in Pakistan"


def picture_title(atlas: Atlas, chosen: IncidentFilter) -> str:
    """Return what a picture is of: all Pakistan, or what the filter narrows it to."""
    parts = replace(chosen, inclusion=()).describe_parts(atlas.vocabulary)
    return f"{SUBJECT}: {', '.join(parts)}" if parts else TITLE


def _tier_text(name: str, count: int, killed: TollSum, chinese: TollSum) -> str:
    return (
        f"{name}: {count_noun(count, 'incident')}; {chinese.describe('Chinese nationals killed')}; "
        f"{killed.describe('victims killed')}"
    )


def _side(total: TierSum, name: str) -> TollSum:
    side: TollSum = getattr(total, name)
    return side


def picture_figures(headline: Headline, tiers: tuple[str, ...]) -> str:
    """Return the record's figures, and the context's apart from them, as far as they are shown."""
    counts = headline.by_tier
    record = sum(counts[tier] for tier in tiers if tier != "context")
    names = {"core": "Core", "linked": "Linked"}
    shown = [names[tier] for tier in tiers if tier in names]
    texts = []
    for name, side, count in (
        (" and ".join(shown).capitalize(), "record", record),
        ("Context, counted apart", "context", counts["context"]),
    ):
        if (side == "context") != ("context" in tiers) and side == "context":
            continue
        if name:
            sums = (_side(headline.killed, side), _side(headline.chinese_killed, side))
            texts.append(_tier_text(name, count, *sums))
    return "\n".join(texts)


def picture_texts(atlas: Atlas, scene: Scene) -> PictureTexts:
    """Return title, sentence, figures, sources and disclaimer of a picture of the scene."""
    incidents, notice, chosen = scene.incidents, atlas.notice, scene.chosen
    headline = build_headline(atlas.selection(chosen), atlas.tables.coverage)
    unplaced = int(incidents["admin2_is_unspecified"].sum())
    notes = (
        (f"{count_noun(unplaced, 'incident')} known to the province only: no mark, no district.",)
        if unplaced
        else ()
    )
    return PictureTexts(
        title=picture_title(atlas, chosen),
        sentence=atlas.sentence(chosen),
        figures=picture_figures(headline, chosen.inclusion),
        measure=f"Districts: {scene.measure_label}",
        sources=(
            f"CPEC Incident Atlas, data version {atlas.tables.data_version}, CC BY 4.0, collected "
            f"up to {format_day(atlas.tables.coverage_end)}. {notice.attribution}, "
            f"version {notice.boundary_version}. Basemap: Natural Earth; "
            "towns: GeoNames (CC BY 4.0)."
        ),
        disclaimer=notice.disclaimer,
        notes=notes,
        marks=f"Marks: {scene.view.colouring.label}",
    )
