"""Stop and continue, many times: tests/live/stop_test.py in parts, each with a directory and an installation of its own."""
import collections
import json
from pathlib import Path

from tests.live import stop_test
from tests.support import kit
from tests.support.demo.place import write_file

PARTS, ROUNDS = 15, 20


def run(place, binaries, _days, seed):
    """(summary, whether all was well). Goes on after the last part that was done, with its seed."""
    kit.BIN = Path(binaries).resolve()
    state = read_state(place)
    if state is None or state["parts"] >= PARTS:
        state = {"seed": seed, "parts": 0, "failed": 0, "outcomes": {}}
    print(f"stop: seed {state['seed']}, from round {state['parts'] * ROUNDS + 1} to round {PARTS * ROUNDS}", flush=True)
    while state["parts"] < PARTS:
        failed, outcomes = stop_test.run(ROUNDS, f"{state['seed']}-{state['parts']}")
        state["failed"] += failed
        state["outcomes"] = collections.Counter(state["outcomes"]) + outcomes
        state["parts"] += 1
        write_file(place.path("soak.json"), json.dumps(state))
    said = ", ".join(f"{name} {count}" for name, count in sorted(state["outcomes"].items()))
    return f"seed {state['seed']}, {PARTS * ROUNDS} rounds, {state['failed']} failed; {said}", state["failed"] == 0


def read_state(place):
    """What soak.json says, or None."""
    try:
        return json.loads(place.path("soak.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
