"""What a bench says: samkat/bench/1."""
import json
import os
import statistics
import subprocess

from tests.support.demo.directory import ROOT

SCHEMA = "samkat/bench/1"


def result(name, samples, unit, better="lower"):
    """One result; its value is the median of the samples."""
    return {"name": name, "value": round(statistics.median(samples), 3), "unit": unit, "better": better,
            "samples": [round(sample, 3) for sample in samples]}


def report(bench, seed, results):
    return {"schema": SCHEMA, "bench": bench, "commit": commit(), "seed": seed, "machine": machine(), "results": results}


def commit():
    """The commit that is measured, with + if the tree differs from it; empty without git."""
    try:
        command = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty=+", "--exclude=*"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": len(os.sched_getaffinity(0)), "memory_mb": memory >> 20}


def as_text(told):
    """For people."""
    machine_ = told["machine"]
    lines = [f"{told['bench']}: seed {told['seed']}, {machine_['cores']} cores, {machine_['memory_mb']} MB"]
    for each in told["results"]:
        lines.append(f"  {each['name']:<28} {each['value']:>12} {each['unit']}")
    return "\n".join(lines)


def as_json(told):
    return json.dumps(told, ensure_ascii=False)
