"""Whether it gets worse, first and in plain words; what that rests on behind "Method"."""

import streamlit as st

from geo.atlas import Atlas
from geo.figures.exposure import study_period
from geo.figures.headline import compare_with_before
from geo.figures.sentences import lull_sentences, rate_sentences
from geo.figures.time.methods import METHOD_NOTES
from geo.figures.time.trend_sentences import answer_trend, describe_test
from geo.incidents.filtering.words import describe_tiers
from geo.incidents.selections import Selection
from geo.wording import plain_markdown


def _list(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {plain_markdown(sentence)}" for sentence in sentences if sentence)


def render_answer(atlas: Atlas, selection: Selection) -> None:
    """Draw the answer to "is it getting worse?"; tests, intervals and limits are folded away."""
    coverage = atlas.tables.coverage
    trend = compare_with_before(selection, coverage)
    period = study_period(selection.chosen, coverage)
    tests = (describe_test(trend), *rate_sentences(selection.incidents, period, coverage))
    with st.container(key="trend_answer", horizontal=True, gap="small"):
        st.markdown(f"**Is it getting worse?** {plain_markdown(answer_trend(trend))}")
        method = st.popover("Method")
    with method:
        st.markdown(_list(tests))
        st.markdown(
            "\n".join(
                f"- **{plain_markdown(note.figure)}**: {plain_markdown(note.basis)} "
                f"{plain_markdown(note.limits)} Source: {plain_markdown(note.source)}"
                for note in METHOD_NOTES
            )
        )


def render_lulls(atlas: Atlas, selection: Selection) -> None:
    """Draw the times without a recorded incident under the filter."""
    coverage, chosen = atlas.tables.coverage, selection.chosen
    tiers = describe_tiers(chosen.inclusion) if chosen.inclusion else "all"
    st.markdown(f"**Times without a recorded incident** ({tiers})")
    period = study_period(chosen, coverage)
    st.markdown(_list(lull_sentences(selection.incidents, period, coverage)))
