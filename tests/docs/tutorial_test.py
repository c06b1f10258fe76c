"""Does what docs/tutorial/fifth-municipality.md says, as a reader would: its files are written and its commands run, in
order, in one shell, with nothing added.

    python3 -m tests.docs.tutorial_test [--whole]

The block marked `demo` makes the world. By itself the test makes a smaller one with the programs in SAMKAT_BIN_DIR,
because ./run demo would build the release preset; with --whole the block is run as it stands.

Blocks: ```sh [demo] [status=N]``` is run; ```LANGUAGE file=PATH``` is written to PATH; ```output``` is what the commands
before it must have printed: its lines, in that order, where … stands for anything.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.docs.markdown import ROOT, parse
from tests.support.demo.world import need_programs, python_env

PAGE = ROOT / "docs" / "tutorial" / "fifth-municipality.md"
BIN = Path(os.environ.get("SAMKAT_BIN_DIR", ROOT / "build" / "asan" / "bin"))
SMALL_DEMO = 'D="$HOME/samkat-demo"\n/usr/bin/python3 -m tests.support.demo --bin "{bin}" --once --small --dir "$D"\n'
TIME_LIMIT = 900  # seconds, of one block


class Broken(Exception):
    """The tutorial does not work; the text says where and how."""


class Shell:
    """One reader's shell: variables and working directory live from block to block."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.state = self.folder / "shell-state"
        self.state.write_text("")
        self.place = self.folder / "shell-place"
        self.place.write_text(str(ROOT))
        self.env = {**python_env(), "HOME": str(self.folder / "home")}
        for name in ("SAMKAT_CONFIG", "SAMKAT_BIN", "LANG", "LC_ALL"):
            self.env.pop(name, None)
        (self.folder / "home").mkdir()

    def run(self, script):
        """(exit status, output) of a block."""
        keep = f"trap 'status=$?; export -p >{self.state}; pwd >{self.place}; exit $status' EXIT\n"
        program = f"set -a\n. {self.state}\ncd \"$(cat {self.place})\"\n{keep}set -e\n{script}"
        done = subprocess.run(["bash", "-c", program], env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=TIME_LIMIT, check=False)
        return done.returncode, done.stdout

    def expand(self, text):
        status, output = self.run(f'printf %s "{text}"')
        if status != 0:
            raise Broken(f"{text}: {output}")
        return Path(output)


def flat(text):
    """Text with colours taken out and white space made single."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def missing(expected, output):
    """The first line of `expected` that `output` does not have after the lines before it, or None."""
    output, at = flat(output), 0
    for line in expected.splitlines():
        for piece in filter(None, map(flat, line.split("…"))):
            found = output.find(piece, at)
            if found < 0:
                return line
            at = found + len(piece)
    return None


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def follow(blocks, shell, whole):
    """Do the blocks; returns how many commands, files and outputs there were. Broken."""
    counts, output = {"commands": 0, "files": 0, "outputs": 0}, ""
    for block in blocks:
        if block.language == "sh":
            script = SMALL_DEMO.format(bin=BIN) if block.option("demo") and not whole else block.text
            status, output = shell.run(script)
            if status != int(block.option("status", "0")):
                raise Broken(f"{block.place}: exit status {status}\n{output[-4000:]}")
            counts["commands"] += 1
        elif block.option("file"):
            write(shell.expand(block.option("file")), block.text)
            counts["files"] += 1
        elif block.language == "output":
            if (line := missing(block.text, output)) is not None:
                raise Broken(f"{block.place}: the commands before do not print {line!r} there:\n{output[-6000:]}")
            counts["outputs"] += 1
        else:
            raise Broken(f"{block.place}: a block that is neither commands, a file nor output")
    return counts


def main(argv):
    if absent := need_programs():
        print(f"not installed: {', '.join(absent)}")
        return 77
    blocks, _ = parse(PAGE)
    with tempfile.TemporaryDirectory(prefix="samkat-tutorial-") as folder:
        shell = Shell(folder)
        try:
            counts = follow(blocks, shell, "--whole" in argv)
        except Broken as broken:
            print(broken, file=sys.stderr)
            return 1
        finally:
            shell.run('[ ! -x "$D/directory" ] || "$D/directory" stop')
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
