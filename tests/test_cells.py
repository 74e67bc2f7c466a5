"""A cell of a table as text, as JSON, and read back."""

import io
import json

import numpy as np
import pandas as pd
import pytest

from geo.tables.cells import cell_json, cell_text, csv_text, read_csv_texts, type_columns

FIELDS = [
    {"name": "name", "type": "string"},
    {"name": "killed", "type": "integer"},
    {"name": "longitude", "type": "number"},
    {"name": "is_suicide", "type": "boolean"},
    {"name": "event_date", "type": "date"},
]


@pytest.fixture
def table():
    rows = {"name": ['NA, "x"\r\ny', None], "killed": [0, None], "longitude": [65.5, None]}
    rows |= {"is_suicide": [True, False], "event_date": ["2018-01-31", None]}
    types = dict(zip(rows, ["string", "Int64", "float64", "bool", "datetime64[s]"], strict=True))
    return pd.DataFrame(rows).astype(types)


def test_typed_table_survives_its_csv(table):
    written = csv_text(table.columns, table.itertuples(index=False)).encode()
    read = type_columns(read_csv_texts(io.BytesIO(written)), FIELDS)
    pd.testing.assert_frame_equal(read, table)


@pytest.mark.parametrize("missing", [None, pd.NA, pd.NaT, float("nan")])
def test_missing_is_empty_and_null(missing):
    assert cell_text(missing) == ""
    assert cell_json(missing) is None


@pytest.mark.parametrize(
    ("value", "text", "plain"),
    [
        (np.int64(0), "0", 0),
        (np.True_, "true", True),
        (pd.Timestamp("2018-01-31"), "2018-01-31", "2018-01-31"),
        ("True", "True", "True"),
    ],
)
def test_value_has_one_text_and_one_json_form(value, text, plain):
    assert cell_text(value) == text
    assert json.loads(json.dumps(cell_json(value))) == plain
    assert type(cell_json(value)) is type(plain)


def test_word_that_is_no_boolean_is_refused():
    texts = pd.DataFrame({"is_suicide": ["yes"]}, dtype="string")
    with pytest.raises(ValueError, match="is_suicide holds something else"):
        type_columns(texts, FIELDS)
