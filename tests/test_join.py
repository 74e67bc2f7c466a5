import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo.places.join import (
    EventTableError,
    describe_join,
    find_coordinate_columns,
    join_events,
    read_events,
    write_events,
)

NOT_NUMBERS = "longitude and latitude must both be numbers"
AT_SEA = "the point is at sea or abroad"
ODD_CELLS = [
    "007",
    "",
    "a, b",
    'say "no"',
    "NA",
    "1e3",
    "2 \n lines",
    "CR\rhere",
    " x ",
    "=1+1",
    ";",
]


def save(folder, text, name="events.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def pairs(*cells):
    return pd.DataFrame(cells, columns=["lon", "lat"])


def save_points(folder, points, crs=4326, **columns):
    path = folder / "events.parquet"
    gpd.GeoDataFrame(columns, geometry=points, crs=crs).to_parquet(path)
    return path


def test_odd_text_survives_the_round_trip(tmp_path, squares):
    events = pd.DataFrame({"note; odd": ODD_CELLS, "lon": "65.10", "lat": "028"}, dtype="str")
    write_events(events, tmp_path / "in.csv")
    read = read_events(tmp_path / "in.csv")
    assert read["note; odd"].tolist() == ODD_CELLS
    write_events(join_events(read, squares, "lon", "lat"), tmp_path / "out.csv")
    again = read_events(tmp_path / "out.csv")
    pd.testing.assert_frame_equal(again[events.columns], events)
    assert set(again["admin2_name"]) == {"West"}


def test_csv_is_written_with_line_feeds_and_no_index(tmp_path, squares):
    events = read_events(save(tmp_path, "id,lon,lat\r\n007,65,28\r\n,0,0\r\n"))
    write_events(join_events(events, squares, "lon", "lat"), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().decode("utf-8") == (
        "id,lon,lat,admin1_code,admin1_name,admin2_code,admin2_name,point_fault\n"
        "007,65,28,PK-BA,Balochistan,PK-BA-WEST,West,\n"
        ',0,0,,,,,"longitude 0.0, latitude 0.0 is far outside Pakistan"\n'
    )


def test_semicolons_separate_too(tmp_path):
    events = read_events(save(tmp_path, '"note, long";lon;lat\n"a;b";65;28\n1,5;66;28\n'))
    assert list(events) == ["note, long", "lon", "lat"]
    assert events["note, long"].tolist() == ["a;b", "1,5"]


def test_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    events = read_events(save(tmp_path, b"\xef\xbb\xbflon,lat\n65,28\n"))
    assert find_coordinate_columns(events.columns) == ("lon", "lat")


def test_blank_lines_are_no_rows_and_double_names_stay(tmp_path):
    events = read_events(save(tmp_path, "lon,lat,,\n65,28,a,b\n\n,,,\n\n"))
    assert list(events) == ["lon", "lat", "", ""]
    assert events.to_numpy().tolist() == [["65", "28", "a", "b"], ["", "", "", ""]]


def test_header_alone_is_a_table_without_rows(tmp_path, squares):
    joined = join_events(read_events(save(tmp_path, "lon,lat\n")), squares, "lon", "lat")
    assert describe_join(joined) == "Located 0 of 0 rows."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\xef\xbb\xbf\n", "empty"),
        ("a.csv", b"lon,lat\n65,\xe9\n", "not UTF-8"),
        ("a.csv", b"65.0,28.0\n66.0,28.0\n", "add a header"),
        ("a.csv", b",,\n65,28,a\n", "add a header"),
        ("a.csv", b"lon,lat\n65,28\n65,28,9\n", "line 3 has 3 cells, the header has 2"),
        ("a.csv", b'lon,lat\n65,"28\n65,28\n', "unexpected end of data"),
        ("a.parquet", b"lon,lat\n65,28\n", "Parquet"),
        ("a.parquet", b"", "empty"),
    ],
)
def test_file_that_is_no_table_is_refused(tmp_path, name, content, message):
    with pytest.raises(EventTableError, match=message):
        read_events(save(tmp_path, content, name))


def test_missing_file_and_folder_are_refused(tmp_path):
    with pytest.raises(EventTableError, match="no such file"):
        read_events(tmp_path / "none.csv")
    with pytest.raises(EventTableError, match="can't be read"):
        read_events(tmp_path)


@pytest.mark.parametrize(
    "names",
    [
        ("lon", "lat"),
        ("Latitude", "LONGITUDE"),
        ("lng", "Y"),
        ("decimalLatitude", "x"),
        ("long", "lat "),
    ],
)
def test_usual_columns_are_found(names):
    found = find_coordinate_columns(["id", *names])
    assert set(found) == set(names)
    assert found[1].casefold().strip() in ("lat", "latitude", "y", "decimallatitude")


def test_named_columns_win_over_the_usual_ones():
    columns = ["lon", "lat", "x", "east", "north"]
    assert find_coordinate_columns(columns, "east", "north") == ("east", "north")
    assert find_coordinate_columns(columns, longitude="x") == ("x", "lat")


@pytest.mark.parametrize(
    ("columns", "given", "message"),
    [
        (["lon", "X", "lat"], None, "longitude: lon, X.* The columns are: lon, X, lat"),
        (["lon", "lat", "lat"], None, "more than one column can be the latitude"),
        (["lon", "lon", "lat"], "lon", "more than one column can be the longitude"),
        (["id", "lat"], None, "no longitude column is found.* The columns are: id, lat"),
        (["lon", "lat"], "east", "no column is called east.* The columns are: lon, lat"),
    ],
)
def test_ambiguous_and_missing_columns_are_listed(columns, given, message):
    with pytest.raises(EventTableError, match=message):
        find_coordinate_columns(columns, longitude=given)


@pytest.mark.parametrize(
    ("longitude", "latitude", "fault"),
    [
        ("28", "65", "longitude 28.0 and latitude 65.0 look swapped"),
        ("0", "0", "longitude 0.0, latitude 0.0 is far outside Pakistan"),
        ("200", "28", "longitude 200.0, latitude 28.0 is not on the globe"),
        ("63", "24", AT_SEA),
        ("", "28", NOT_NUMBERS),
        ("65", None, NOT_NUMBERS),
        (pd.NA, pd.NaT, NOT_NUMBERS),
        ("65,5", "28", NOT_NUMBERS),
        ("65°E", "28", NOT_NUMBERS),
        ("6_5", "28", NOT_NUMBERS),
        ("inf", "nan", NOT_NUMBERS),
    ],
)
def test_row_that_is_not_located_stays_and_says_why(squares, longitude, latitude, fault):
    events = pairs(("65", "28"), (longitude, latitude), (" 67 ", "2.8e1"))
    joined = join_events(events, squares, "lon", "lat")
    pd.testing.assert_frame_equal(joined[["lon", "lat"]], events)
    assert joined["point_fault"].tolist() == ["", fault, ""]
    assert joined["admin2_name"].fillna("").tolist() == ["West", "", "East"]
    assert joined["admin1_code"].isna().tolist() == [False, True, False]
    assert describe_join(joined) == "Located 2 of 3 rows; 1 has a fault (see point_fault)."


def test_rows_keep_their_order_and_labels(squares):
    events = pairs((67, 28), (0, 0), (65, 28), (63, 24)).set_axis([7, 7, 3, 1])
    before = events.copy()
    joined = join_events(events, squares, "lon", "lat")
    assert joined.index.tolist() == [7, 7, 3, 1]
    assert joined["admin2_code"].dropna().tolist() == ["PK-BA-EAST", "PK-BA-WEST"]
    assert describe_join(joined) == "Located 2 of 4 rows; 2 have a fault (see point_fault)."
    pd.testing.assert_frame_equal(events, before)


def test_border_point_goes_to_one_district_whatever_the_order(squares):
    events = pairs(("66", "28"), ("65", "28"))
    for rows in (events, events.iloc[::-1]):
        for districts in (squares, squares.iloc[::-1]):
            joined = join_events(rows, districts, "lon", "lat")
            assert joined["admin2_code"].loc[0] == "PK-BA-EAST"
            assert describe_join(joined) == "Located 2 of 2 rows."


@pytest.mark.parametrize("name", ["admin1_name", "admin2_code", "point_fault"])
def test_column_that_would_be_overwritten_is_refused(squares, name):
    with pytest.raises(EventTableError, match=f"already has {name}"):
        join_events(pairs(("65", "28")).assign(**{name: "mine"}), squares, "lon", "lat")


def test_parquet_keeps_types_and_a_named_index(tmp_path, squares):
    ids = pd.Index([2**60 + 1, 5], name="id")
    events = pd.DataFrame({"lon": [65.5, 67], "lat": [28.0, 28]}, index=ids)
    events["killed"] = pd.array([7, None], dtype="Int64")
    events.to_parquet(tmp_path / "in.parquet")
    joined = join_events(read_events(tmp_path / "in.parquet"), squares, "lon", "lat")
    write_events(joined, tmp_path / "out.parquet")
    write_events(joined, tmp_path / "out.csv")
    read = pq.read_table(tmp_path / "out.parquet")
    assert read["id"].to_pylist() == [2**60 + 1, 5]
    assert read.schema.field("killed").type == pa.int64()
    assert read_events(tmp_path / "out.csv")["killed"].tolist() == ["7", ""]


def test_geoparquet_comes_in_and_goes_out(tmp_path, squares):
    points = [shapely.Point(65, 28), None, shapely.Point(), shapely.Point(67, 28, 900)]
    events = read_events(save_points(tmp_path, points, id=["007", "b", "c", "d"]))
    joined = join_events(events, squares, *find_coordinate_columns(events.columns))
    assert joined["point_fault"].tolist() == ["", NOT_NUMBERS, NOT_NUMBERS, ""]
    write_events(joined, tmp_path / "out.parquet")
    out = gpd.read_parquet(tmp_path / "out.parquet")
    assert out.geometry.tolist() == points
    assert out["id"].tolist() == ["007", "b", "c", "d"]
    assert out["admin2_name"].fillna("").tolist() == ["West", "", "", "East"]


def test_other_coordinate_reference_system_is_transformed(tmp_path, squares):
    points = gpd.GeoSeries.from_xy([65, 67], [28, 28], crs=4326).to_crs(32642)
    events = read_events(save_points(tmp_path, points, crs=32642))
    assert events["longitude"].tolist() == pytest.approx([65, 67], abs=1e-7)
    joined = join_events(events, squares, "longitude", "latitude")
    assert joined["admin2_name"].tolist() == ["West", "East"]
    write_events(joined, tmp_path / "out.parquet")
    assert gpd.read_parquet(tmp_path / "out.parquet").crs.to_epsg() == 32642


@pytest.mark.parametrize(
    ("shape", "more", "message"),
    [
        (shapely.box(65, 27, 66, 28), {}, "must be points, but holds Polygon"),
        (shapely.Point(65, 28), {"crs": None}, "coordinate reference system"),
        (shapely.Point(65, 28), {"latitude": [28.0]}, "already has latitude"),
    ],
)
def test_geometry_that_gives_no_coordinates_is_refused(tmp_path, shape, more, message):
    with pytest.raises(EventTableError, match=message):
        read_events(save_points(tmp_path, [shape], **more))


@pytest.mark.parametrize(
    ("name", "broken"),
    [("out.csv", ["fine", "half \ud800"]), ("out.parquet", ["text", object()])],
)
def test_failing_write_leaves_the_old_file_and_no_half_one(tmp_path, name, broken):
    path = save(tmp_path, "old", name)
    with pytest.raises(EventTableError, match="can't be written"):
        write_events(pd.DataFrame({"cell": pd.Series(broken, dtype=object)}), path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "old"


def test_unknown_suffix_and_missing_folder_are_refused(tmp_path):
    with pytest.raises(EventTableError, match=r"must end in \.csv or \.parquet"):
        write_events(pairs((65, 28)), tmp_path / "out.xlsx")
    with pytest.raises(EventTableError, match="can't be written"):
        write_events(pairs((65, 28)), tmp_path / "none" / "out.csv")
    assert list(tmp_path.iterdir()) == []
