"""How much the server answers to one act: a property of the answer, so it needs no browser.

A run's messages are counted as they travel: what the browser keeps from the run before goes as a
short reference, and each message is deflated with what went before it as its dictionary.
"""

import json
import zlib

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.forward_msg_cache import create_reference_msg, populate_hash_if_needed
from streamlit.testing.v1.local_script_runner import LocalScriptRunner
from test_pages import open_page

from geo.view.strip_chart import INCIDENT_SELECTION, PERIOD_SELECTION

LARGEST_ANSWER_BYTES = 10_000
YEAR_MS = 365 * 24 * 60 * 60 * 1000


class Answers:
    """Keep the messages of each run, and say how many bytes the last one takes on the wire."""

    def __init__(self, monkeypatch):
        self.runs = []
        told = LocalScriptRunner.forward_msgs
        monkeypatch.setattr(LocalScriptRunner, "forward_msgs", lambda run: self._keep(told(run)))

    def _keep(self, messages):
        for message in messages:
            populate_hash_if_needed(message)
        self.runs.append(list(messages))
        return messages

    def last_bytes(self):
        before, last = self.runs[-2:]
        kept = {message.hash for message in before if message.metadata.cacheable}
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        for message in before:
            self._deflated(deflate, message)
        return sum(
            self._deflated(deflate, create_reference_msg(each) if each.hash in kept else each)
            for each in last
        )

    @staticmethod
    def _deflated(deflate, message):
        data = deflate.compress(message.SerializeToString())
        return len(data) + len(deflate.flush(zlib.Z_SYNC_FLUSH))


def pick(app, selection):
    """Pick something in the strip, as the browser reports it: a mark's row, or a span of time."""
    print({getattr(e, "type", 0) for e in app._tree})
    (strip,) = app.get("vega_lite_chart")[-1:]
    states = app._tree.get_widget_states()
    picked = json.dumps({"selection": selection})
    states.widgets.append(WidgetState(id=strip.proto.id, json_value=picked))
    return app._run(states)


ACTS = {
    "filter": lambda app: app.multiselect(key="filter_province").set_value(["PK-BA"]).run(),
    "measure": lambda app: app.selectbox(key="measure_select").set_value("chinese-killed").run(),
    "layer": lambda app: app.pills(key="layers_switch").set_value(["projects"]).run(),
    "mark": lambda app: pick(app, {INCIDENT_SELECTION: [{"id": "CPA-2024-0007"}]}),
    "brush": lambda app: pick(app, {PERIOD_SELECTION: {"middle": [46 * YEAR_MS, 48 * YEAR_MS]}}),
}


@pytest.mark.parametrize("name", ACTS)
def test_answer_to_one_act_is_small(name, monkeypatch):
    answers = Answers(monkeypatch)
    app = open_page().run()
    before = dict(app.query_params)
    ACTS[name](app)
    assert not app.exception
    print(name, answers.last_bytes(), len(answers.runs), dict(app.query_params), before)
    assert answers.last_bytes() <= LARGEST_ANSWER_BYTES
