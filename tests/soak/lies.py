"""Registers that lie, for many nights: tests/property/lies in pieces of a few hundred nights, each with a seed of its own
that follows from the first. The table over all of them is printed at the end, and the bounds that samkat promises are
held to what they add up to."""
import json
import subprocess

from tests.support.demo.place import write_file

NIGHTS_A_PIECE = 500
MOST = ("worst_week", "worst_things")  # of these the largest counts, of the others the sum
WORDS = ("kind", "later")
HARMS = ("left", "foreign", "garbled", "wrong", "revealed", "merged", "doubled", "phantom", "reissued", "thing", "untold",
         "withheld")
COLUMNS = ("lies", "nights", "held", "silent", "worst_week", "worst_things", "over", "over_things", "over_together",
           "not_healed") + HARMS
HONEST = ("ordinary_nights", "ordinary_held", "first_nights", "first_held", "week_nights", "week_held",
          "lift_nights", "announced", "announced_held", "honest_harms", "shown")
HONEST_HELD = 500  # at most one honest night in so many


def run(place, binaries, nights, seed):
    """(summary, whether all was well). Goes on after the last piece that was done, with its seed."""
    state = read_state(place)
    if state is None or state["nights"] >= nights:
        state = {"seed": seed, "nights": 0, "pieces": 0, "kinds": {}, "honest": dict.fromkeys(HONEST, 0)}
    print(f"lies: seed {state['seed']}, from night {state['nights']} to night {nights}", flush=True)
    while state["nights"] < nights:
        wanted = min(NIGHTS_A_PIECE, nights - state["nights"])
        add(state, piece(binaries, wanted, state["seed"] + state["pieces"]))
        write_file(place.path("soak.json"), json.dumps(state))
    print(table(state["kinds"]), flush=True)
    print(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in state["honest"].items()), flush=True)
    broken = broken_bounds(state)
    for each in broken:
        print(f"bound broken: {each}", flush=True)
    return f"seed {state['seed']}, {state['nights']} nights, {len(broken)} bounds broken", not broken


def read_state(place):
    """What soak.json says, or None."""
    try:
        return json.loads(place.path("soak.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def piece(binaries, nights, seed):
    command = [binaries / "lies", "--json", "--nights", str(nights), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"lies --nights {nights} --seed {seed} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def add(state, told):
    state["pieces"] += 1
    state["nights"] += told["nights"]
    for name in HONEST:
        state["honest"][name] += told[name]
    for line in told["kinds"]:
        sums = state["kinds"].setdefault(line["kind"], {name: line[name] for name in WORDS} | dict.fromkeys(COLUMNS, 0))
        for name in COLUMNS:
            sums[name] = max(sums[name], line[name]) if name in MOST else sums[name] + line[name]


def table(kinds):
    head = f"{'kind (+ added later)':<36}" + "".join(f"{name.removeprefix('worst_')[:8]:>9}" for name in COLUMNS)
    last = ("(two together)", "(all)")
    lines = [kinds[name] for name in kinds if name not in last] + [kinds[name] for name in last if name in kinds]
    return "\n".join([head] + [f"{line['kind'] + (' +' if line['later'] else ''):<36}"
                               + "".join(f"{line[name] or '.':>9}" for name in COLUMNS) for line in lines])


def broken_bounds(state):
    """What samkat promises and did not keep, in words."""
    everything, honest = state["kinds"]["(all)"], state["honest"]
    broken = [f"{name}: {everything[name]}, must be 0" for name in ("revealed", "merged", "reissued") if everything[name]]
    if everything["over"]:
        broken.append(f"lies that harmed more than max(5, 1 %) in a week: {everything['over']}, must be 0")
    if everything["over_things"]:
        broken.append(f"lies that made or emptied more groups and units than max(5, 1 %) in a week: {everything['over_things']}, must be 0")
    if everything["not_healed"]:
        broken.append(f"lies not undone by the first honest night: {everything['not_healed']}, must be 0")
    if honest["honest_harms"]:
        broken.append(f"harm on honest nights: {honest['honest_harms']}, must be 0")
    if honest["shown"]:
        broken.append(f"protected still shown after honest nights: {honest['shown']}, must be 0")
    nights, held = (honest[f"ordinary_{what}"] + honest[f"first_{what}"] + honest[f"week_{what}"] for what in ("nights", "held"))
    if held * HONEST_HELD > max(nights, HONEST_HELD):
        broken.append(f"honest nights held: {held} of {nights}, at most 1 in {HONEST_HELD}")
    return broken
