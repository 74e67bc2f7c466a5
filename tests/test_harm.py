import pandas as pd
import pytest

from geo.incidents.harm import describe_harm, first_sentence


def incident(chinese, killed, injured=(None, None, None)):
    figures = {"chinese_fatalities": chinese, "fatalities": killed, "injured": injured}
    figures["kidnapped"] = (None, None, None)
    bounds = ("low", "best", "high")
    cells = {
        f"{toll}_{bound}": value
        for toll, given in figures.items()
        for bound, value in zip(bounds, given, strict=True)
    }
    return pd.Series(cells, dtype=object)


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        (
            ((9,) * 3, (13,) * 3, (28, None, 32)),
            "9 Chinese nationals among 13 killed; 28–32 injured",
        ),
        (((1,) * 3, (1,) * 3), "1 Chinese national killed; injured: not reported"),
        (((0,) * 3, (2,) * 3), "no Chinese national among 2 killed; injured: not reported"),
        (((None,) * 3, (2,) * 3), "2 killed; injured: not reported"),
        (((2,) * 3, (None,) * 3), "killed: not reported; injured: not reported"),
        (((0,) * 3, (0,) * 3), "none killed; injured: not reported"),
        (((0, 0, 1), (0, 0, 1)), "0 (0–1 reported) killed; injured: not reported"),
    ],
)
def test_chinese_stand_first_among_the_killed(figures, text):
    assert describe_harm(incident(*figures)) == text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("At D.I. Khan a bomb went off. Nobody died.", "At D.I. Khan a bomb went off."),
        ("It cost 3.5 million", "It cost 3.5 million"),
    ],
)
def test_first_sentence_ends_at_its_stop(text, first):
    assert first_sentence(text) == first
