"""Two checkouts, each with the programs it has built and a bench of its own, measured in turn on one machine.

A machine that does other things beside is slow for a while and then quick again, so each pair is compared by itself and
the median of the pairs counts.
"""
import json
import statistics
import subprocess
import sys

from tests.support.demo.directory import ROOT

from .report import machine

SCHEMA = "samkat/bench-against/1"


def compare(arguments):
    """What both say; RuntimeError if one of them failed."""
    other = arguments.against.resolve()
    here, there = [], []
    for pair in range(1, arguments.pairs + 1):
        print(f"bench: pair {pair} of {arguments.pairs}", file=sys.stderr, flush=True)
        # Each begins as often as the other: what the first warms up is the second's gain.
        for tree, runs in ((ROOT, here), (other, there))[:: 1 if pair % 2 else -1]:
            runs.append(measure(tree, arguments))
    return {"schema": SCHEMA, "bench": arguments.name, "seed": arguments.seed, "machine": machine(),
            "commit": here[0]["commit"], "against": there[0]["commit"], "results": ratios(here, there)}


def measure(tree, arguments):
    command = [sys.executable, "-m", "tests.bench", "--bin", tree / "build" / "release" / "bin", arguments.name, "--json",
               "--seed", str(arguments.seed), "--pupils", str(arguments.pupils)]
    done = subprocess.run(command, cwd=tree, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": str(tree),
                                                  "PYTHONDONTWRITEBYTECODE": "1"},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the bench in {tree} ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def ratios(here, there):
    """What both measure: medians, and the median of the pairs' ratios."""
    values = [[{each["name"]: each for each in run["results"]} for run in runs] for runs in (here, there)]
    names = [name for name in values[0][0] if name in values[1][0]]
    return [compared(name, *([run[name] for run in runs] for runs in values)) for name in names]


def compared(name, here, there):
    pairs = [a["value"] / b["value"] for a, b in zip(here, there) if b["value"] > 0]
    return {"name": name, "unit": here[0]["unit"], "value": statistics.median(each["value"] for each in here),
            "against": statistics.median(each["value"] for each in there),
            "ratio": round(statistics.median(pairs), 3) if pairs else None}


def as_text(told):
    """For people."""
    lines = [f"{told['bench']}: {told['commit'][:12]} against {told['against'][:12]}, seed {told['seed']}",
             f"  {'':<34} {'here':>10} {'against':>10} {'ratio':>7}"]
    for each in told["results"]:
        ratio = "" if each["ratio"] is None else f"{each['ratio']:.2f}"
        lines.append(f"  {each['name']:<34} {each['value']:>10.3f} {each['against']:>10.3f} {ratio:>7} {each['unit']}")
    return "\n".join(lines)
