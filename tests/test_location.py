import geopandas as gpd
import pandas as pd
import pytest

from geo.places.location import describe_coordinate_fault, locate_points


def codes(pairs, squares):
    points = gpd.GeoSeries.from_xy(*zip(*pairs, strict=True), crs=4326)
    return locate_points(points, squares, key="admin2_code").tolist()


def test_point_gets_the_district_that_holds_it(squares):
    assert codes([(65, 28), (67, 28)], squares) == ["PK-BA-WEST", "PK-BA-EAST"]


def test_border_point_goes_to_one_district_whatever_the_order(squares):
    assert codes([(66, 28)], squares) == ["PK-BA-EAST"]
    assert codes([(66, 28)], squares.iloc[::-1]) == ["PK-BA-EAST"]


def test_point_outside_has_no_district(squares):
    assert [pd.isna(code) for code in codes([(65, 28), (63, 28)], squares)] == [False, True]


@pytest.mark.parametrize(
    ("longitude", "latitude", "word"),
    [
        (25.1, 62.3, "swapped"),
        (0, 0, "outside"),
        (200, 10, "globe"),
        (float("nan"), 28, "numbers"),
        (77.2, 20.0, "outside"),
    ],
)
def test_bad_coordinates_are_named(longitude, latitude, word):
    assert word in describe_coordinate_fault(longitude, latitude)


def test_good_coordinates_pass():
    assert describe_coordinate_fault(62.3, 25.1) is None


def test_text_wins_over_the_polygon(atlas):
    airport = atlas.incidents.set_index("incident_id").loc["CPA-2024-0007"]
    assert airport["admin2_code"] == "PK-SD-MALIR"
    assert airport["point_admin2_code"] == "PK-SD-KARACHI-EAST"
    assert "rough" in airport["place_difference"]
