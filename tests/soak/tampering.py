"""All manipulations of log, store and keys, and as many untouched logs: see tests/property/tampering."""
import os
import subprocess
import sys

COUNT = 500


def run(place, binaries, days, seed):
    """(summary, whether all was well). Each manipulation stands for itself: there is nothing to go on with."""
    del place, days
    command = [sys.executable, "-m", "tests.property.tampering", "--count", str(COUNT), "--seed", str(seed)]
    done = subprocess.run(command, env={**os.environ, "SAMKAT_BIN_DIR": str(binaries)}, stdout=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, check=False)
    lines = done.stdout.splitlines()
    print("\n".join(lines[:-1]), flush=True)
    return (lines or ["nothing was said"])[-1].removeprefix("tampering: "), done.returncode == 0
