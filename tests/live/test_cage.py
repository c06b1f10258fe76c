"""The cage: each forbidden act succeeds outside and fails inside, as root and as another user, with what the kernel has
and with Landlock as Debian 12's own kernel has it, with and without namespaces. Prints the table.

Who is not root tries as himself. Where the machine cannot build a whole cage the test is skipped and says what is missing;
an act that a machine refuses to everybody is named and shows nothing."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from tests.support import kit

PROGRAMS = ("samkat-acts-free", "samkat-acts-sealed", "samkat-acts-host", "samkat-cage")
NOBODY = 65534
# Landlock ABI (0: the kernel's), namespaces, connector.
MODES = {"inside": (0, 1, "free"), "ABI 2": (2, 1, "free"), "no namespaces": (0, 0, "free"),
         "ABI 2, no namespaces": (2, 0, "free"), "sealed": (0, 1, "sealed"), "sealed, ABI 2, no namespaces": (2, 0, "sealed")}
# A machine may refuse these to everybody: then they show nothing.
REFUSABLE = {"trace", "namespace", "keyring", "core"}
# Only a sealed connector cannot do these.
SEALED_ONLY = {"shell", "new code"}
# With sanitizers connectors are not sealed, and take memory as they like.
SANITIZED = b"__asan_init" in (kit.BIN / "samkat-cage").read_bytes() if (kit.BIN / "samkat-cage").exists() else False
if SANITIZED:
    MODES = {name: mode for name, mode in MODES.items() if mode[2] == "free"}


def starting_as(user):
    """Arguments of subprocess for a program of that user."""
    return {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}


class Victim:
    """What an act is tried against: files as samkat has them, a listener, a control socket, a process, all of a user."""

    def __init__(self, user, planted):
        self.planted = planted
        self.folder = Path(tempfile.mkdtemp(prefix="samkat-cage-"))
        self.folder.chmod(0o755)
        state = self.folder / "state"
        state.mkdir()
        for name in ("installation.key", "persons.keys", "password", "log.jsonl", "store.db"):
            (state / name).write_text("secret\n")
            (state / name).chmod(0o600)
        self.state = state
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.control = socket.socket(socket.AF_UNIX)
        self.control.bind(str(state / "control.sock"))
        self.control.listen()
        os.chmod(state / "control.sock", 0o600)
        for path in [state, *state.iterdir()]:
            if os.geteuid() == 0:
                os.chown(path, user, user)
        state.chmod(0o700)
        self.process = subprocess.Popen(["/bin/sleep", "100"], env={"SECRET": "x"}, **starting_as(user))

    def acts(self):
        state, process = self.state, self.process.pid
        acts = [
            ("read the installation key", "read", state / "installation.key", 0),
            ("read the persons' keys", "read", state / "persons.keys", 0),
            ("read the password file", "read", state / "password", 0),
            ("read the change log", "read", state / "log.jsonl", 0),
            ("read the store", "read", state / "store.db", 0),
            ("list the state directory", "list", state, 0),
            ("write in the state directory", "write", state, 0),
            ("write in /tmp", "write", self.planted, 0),
            ("read /etc/passwd", "read", "/etc/passwd", 0),
            ("connect over TCP", "tcp", "", self.listener.getsockname()[1]),
            ("connect to the control socket", "control", state / "control.sock", 0),
            ("outlive the reading", "outlive", "mark", 0),
            ("trace the daemon", "trace", "", process),
            ("signal the daemon", "signal", "", process),
            ("change the daemon's limits", "limits", "", process),
            ("read the daemon's environment", "environ", "", process),
            ("open the daemon's memory", "memory of", "", process),
            ("take 1 GiB of memory", "much memory", "", 1024),
            ("share 1 GiB of memory", "shared memory", "", 1024),
            ("make a user namespace", "namespace", "", 0),
            ("ask for a keyring", "keyring", "", 0),
            ("dump core", "core", "", 0),
            ("run a shell", "shell", "", 0),
            ("make new code", "new code", "", 0),
        ]
        return [each for each in acts if not (SANITIZED and each[1] == "much memory")]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.listener.close()
        self.control.close()
        shutil.rmtree(self.folder)


def marked(mark):
    """Processes that were started with `mark`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "cmdline").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


class Cage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Where everybody can run them.
        cls.programs = Path(tempfile.mkdtemp(prefix="samkat-cage-bin-"))
        cls.addClassCleanup(shutil.rmtree, cls.programs)
        cls.programs.chmod(0o755)
        for name in PROGRAMS:
            shutil.copy(kit.BIN / name, cls.programs / name)
            (cls.programs / name).chmod(0o755)

    def setUp(self):
        self.planted = Path(tempfile.mkdtemp(prefix="samkat-cage-planted-"))
        self.planted.chmod(0o777)
        self.addCleanup(shutil.rmtree, self.planted)

    def run_as(self, user, *arguments):
        # The limits of whoever runs the tests are not the point.
        command = ["/bin/sh", "-c", 'ulimit -c "$(ulimit -Hc)"; exec "$@"', "sh", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False,
                              env={"PATH": "/usr/bin:/bin"}, **starting_as(user))
        return done.stdout.strip() or done.stderr.strip(), done.stderr

    def in_cage(self, user, mode, act, target, number):
        """How it went, and the layers."""
        abi, namespaces, kind = MODES[mode]
        return self.run_as(user, self.programs / "samkat-acts-host", self.programs / f"samkat-acts-{kind}", act, target, number,
                           abi, namespaces)

    def attempt(self, user, mode, act, target, number):
        """"done", or why not."""
        mark = f"samkat-mark-{os.getpid()}-{time.monotonic_ns()}"
        target = mark if target == "mark" else target
        if mode is None:
            said, _ = self.run_as(user, self.programs / "samkat-acts-free", "try", act, target, number)
        else:
            abi, _, kind = MODES[mode]
            said, layers = self.in_cage(user, mode, act, target, number)
            self.assertIn("files 1 1 Landlock ABI 2" if abi == 2 else "files 1 1 Landlock", layers, said)
            self.assertIn(f"sealed {int(kind == 'sealed')}", layers)
        if act == "outlive":
            left = marked(mark)
            for process in left:
                os.kill(process, signal.SIGKILL)
            return "done" if left else "ended with it"
        if act == "write":
            (Path(target) / "planted").unlink(missing_ok=True)
        return said

    def table(self, name, user):
        said, layers = self.in_cage(user, "inside", "read", "/dev/zero", 0)
        if "SOURCES_LAYERS_MISSING" in said:
            self.skipTest(said)
        print(f"\n{name}\n{layers}")
        victim = Victim(user, self.planted)
        self.addCleanup(victim.close)
        rows, wrong, not_shown = [], [], []
        for label, act, target, number in victim.acts():
            results = {"outside": self.attempt(user, None, act, target, number)}
            for mode in MODES:
                results[mode] = self.attempt(user, mode, act, target, number)
            rows.append((label, dict(results)))
            if act in REFUSABLE and results["outside"] != "done":
                not_shown.append(f"{label}: outside, too: {results['outside']}")
                results["outside"] = "done"
            for mode, result in results.items():
                kind = "outside" if mode == "outside" else MODES[mode][2]
                may = kind == "outside" or (kind == "free" and act in SEALED_ONLY)
                if (result == "done") != may:
                    wrong.append(f"{name}, {mode}: {label}: {result}")
        print(f"\n{name:32} " + " | ".join(["outside", *MODES]))
        for label, results in rows:
            print(f"{label:32} " + " | ".join(results.values()))
        self.assertEqual(wrong, [])
        for each in not_shown:
            print(f"not shown on this machine: {each}")

    if os.geteuid() == 0:
        def test_as_root(self):
            self.table("as root", 0)

    def test_as_another_user(self):
        self.table("as another user", NOBODY if os.geteuid() == 0 else os.geteuid())


class CoreDumps(unittest.TestCase):
    """samkat and samkatd hold keys: they leave none in a core file, whatever their starter allows."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="samkat-core-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        # Whoever reads it waits for somebody to write.
        os.mkfifo(self.folder / "samkat.toml")

    def when_it_reads(self):
        deadline = time.monotonic() + 30
        while True:
            try:
                return os.open(self.folder / "samkat.toml", os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def limits_of(self, *command):
        process = subprocess.Popen(["/bin/sh", "-c", 'ulimit -c "$(ulimit -Hc)"; exec "$@"', "sh", kit.BIN / command[0], "--config",
                                    self.folder, *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            writer = self.when_it_reads()
            text = Path(f"/proc/{process.pid}/limits").read_text("ascii")
            os.close(writer)
            return next(line.split()[-3:-1] for line in text.splitlines() if line.startswith("Max core file size"))
        finally:
            process.kill()
            process.wait()

    def test_are_never_written(self):
        for command in (("samkat", "check"), ("samkatd",)):
            self.assertEqual(self.limits_of(*command), ["0", "0"], command)


if __name__ == "__main__":
    done = unittest.main(exit=False, verbosity=2).result
    sys.exit(1 if not done.wasSuccessful() else 77 if done.skipped else 0)
