"""How much the server answers to one act: a property of the answer, so no browser is asked.

A run's messages are counted as they travel: what the browser keeps from the run before goes as a
short reference, and every message is deflated after those before it, as the server does.
"""

import json
import zlib

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.forward_msg_cache import create_reference_msg, populate_hash_if_needed
from streamlit.testing.v1.local_script_runner import LocalScriptRunner
from test_pages import open_page

from geo.view.strip_chart import INCIDENT_SELECTION, PERIOD_SELECTION

pytestmark = pytest.mark.thorough
# The list beside the map travels with a filter, the strip with every act.
LARGEST_ANSWER_BYTES = 11_500
# 2016 to 2018, in milliseconds since 1970.
PERIOD = [1_451_606_400_000, 1_514_764_800_000]


@pytest.fixture
def runs(monkeypatch):
    """Return the messages of each run of a page, in order."""
    runs, forward_msgs = [], LocalScriptRunner.forward_msgs

    def keep(runner):
        runs.append(forward_msgs(runner))
        return runs[-1]

    monkeypatch.setattr(LocalScriptRunner, "forward_msgs", keep)
    return runs


def bytes_on_the_wire(before, messages):
    """Return the bytes of a run's messages for a browser that has those of the run before."""
    # Window and memory are those of uvicorn.
    deflate = zlib.compressobj(wbits=-12, memLevel=5)

    def size(message):
        data = deflate.compress(message.SerializeToString())
        return len(data) + len(deflate.flush(zlib.Z_SYNC_FLUSH))

    for message in (*before, *messages):
        populate_hash_if_needed(message)
    kept = {message.hash for message in before if message.metadata.cacheable}
    for message in before:
        size(message)
    return sum(
        size(create_reference_msg(message) if message.hash in kept else message)
        for message in messages
    )


def pick(app, selection):
    """Pick something in the strip, told as the browser tells it."""
    states = app._tree.get_widget_states()
    strip = app.get("vega_lite_chart")[0].proto.id
    states.widgets.append(WidgetState(id=strip, string_value=json.dumps({"selection": selection})))
    app._run(states)


# What a person does on the map page, and what the address says afterwards.
ACTS = {
    "filter": (
        lambda app: app.multiselect(key="filter_province").set_value(["PK-BA"]).run(),
        {"province": "PK-BA"},
    ),
    "measure": (
        lambda app: app.selectbox(key="measure_select").set_value("chinese-killed").run(),
        {"measure": "chinese-killed"},
    ),
    "layer": (
        lambda app: app.pills(key="layers_switch").set_value(["projects"]).run(),
        {"layers": "projects"},
    ),
    "mark": (
        lambda app: pick(app, {INCIDENT_SELECTION: [{"id": "CPA-2004-0001"}]}),
        {"incident": "CPA-2004-0001"},
    ),
    "brush": (
        lambda app: pick(app, {PERIOD_SELECTION: {"day": PERIOD}}),
        {"from": "2016-01-01", "to": "2018-01-31"},
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_answer_to_one_act_is_small(name, runs):
    act, address = ACTS[name]
    # Run twice before: the first run of a page also sends what never changes.
    app = open_page()
    app.session_state["map_options"] = name in ("measure", "layer")
    app.run()
    act(app)
    assert not app.exception
    assert address.items() <= {**app.query_params}.items()
    assert 0 < bytes_on_the_wire(*runs[-2:]) <= LARGEST_ANSWER_BYTES
