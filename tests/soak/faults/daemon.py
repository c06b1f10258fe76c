"""samkatd in a story: started, asked over its socket, and ended."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import time

from tests.support import kit

from .telling import Wrong

WITHIN = 60  # seconds; for whatever is waited for
PAUSE = 0.02  # between two looks
STOP_WITHIN = 20


def wait_until(holds, what):
    deadline = time.monotonic() + WITHIN
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise Wrong(f"not within {WITHIN} s: {what}")
        time.sleep(PAUSE)
    return found


class Daemon:
    """The samkatd of a town. It ends with its story."""

    def __init__(self, tale, town, before=":"):
        self.town, self.log = town, town.folder / "samkatd.log"
        program = [str(kit.BIN / "samkatd"), "--config", str(town.folder / "config")]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(["/bin/sh", "-c", f'{before}; exec "$@"', "sh", *program], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        tale.at_the_end(self.stop)
        wait_until(lambda: self.process.poll() is not None or self.path.exists(), "samkatd does not answer")
        if self.process.poll() is not None:
            raise Wrong(f"samkatd ended with {self.process.returncode}: {self.said()[-600:]}")

    @property
    def path(self):
        return self.town.folder / "state" / "control.sock"

    def said(self):
        return self.log.read_text("utf-8", errors="replace")

    def proc(self, name):
        with open(f"/proc/{self.process.pid}/{name}", encoding="ascii") as text:
            return text.read()

    def most_memory(self):
        """MiB that it has had at most."""
        return int(next(line for line in self.proc("status").splitlines() if line.startswith("VmHWM")).split()[1]) // 1024

    def children(self):
        """Process ids of what it has started; each belongs to the thread that did."""
        found = []
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            with contextlib.suppress(OSError):  # the thread has ended meanwhile
                found += map(int, self.proc(f"task/{thread}/children").split())
        return found

    def ask(self, *args):
        """Sends a command over the socket, as anybody may who is let in; (exit, what it said)."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(WITHIN)
            connection.connect(str(self.path))
            request = {"schema": "samkat/control/1", "args": args, "lang": "en", "json": False, "colour": False, "input": ""}
            connection.sendall(json.dumps(request).encode() + b"\n")
            said = ""
            try:
                with connection.makefile(encoding="utf-8") as answers:
                    for answer in map(json.loads, answers):
                        if "exit" in answer:
                            return answer["exit"], said
                        said += answer.get("out", "") + answer.get("err", "")
            except TimeoutError as error:
                raise Wrong(f"{' '.join(args)} over the socket was not answered within {WITHIN} s") from error
        raise Wrong(f"{' '.join(args)} over the socket: no exit status")

    def stop(self):
        """Ends it, and what it should have ended itself."""
        handles = []
        for child in self.children() if self.process.poll() is None else ():
            with contextlib.suppress(ProcessLookupError):
                handles.append(os.pidfd_open(child))
        self.end()
        for handle in handles:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Client:
    """A samkat beside the daemon, which the story ends if it does not end by itself. What it prints is in the file `printed`."""

    def __init__(self, tale, town, *words):
        self.printed = town.folder / f"printed-{len(list(town.folder.glob('printed-*')))}"
        with self.printed.open("wb") as out:
            self.process = subprocess.Popen(town.command(*words), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
        tale.at_the_end(self.kill)

    def kill(self):
        self.process.kill()
        self.process.wait()
