"""The folder of a demo: what lies where, who has it, and how it is emptied."""
import fcntl
import os
import shlex
import shutil
from pathlib import Path

MARK = ".samkat-demo"
MADE = ("config", "exports", "keys", "plans", "slapd", "state", "after.ldif", "before.ldif", "changes.jsonl",
        "directory", "env", "samkatd.log", "soak.json", "truth.jsonl")


class Unfit(Exception):
    """The folder cannot be used; the text says why and what to do."""


class Place:
    """DIR. Exactly one process has it, until close() or its end."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self._lock = None

    def path(self, *names):
        return self.folder.joinpath(*names)

    def take(self):
        """Make the folder if it is not there and lock it; Unfit if it is somebody else's or in use."""
        if self.folder.exists() and not self.folder.is_dir():
            raise Unfit(f"{self.folder} is not a folder")
        if self.folder.is_dir() and any(self.folder.iterdir()) and not self.path(MARK).is_file():
            raise Unfit(f"{self.folder} holds other things than a demo: choose a folder that is empty or not there")
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = open(self.path(MARK), "a", encoding="ascii")  # the lock lives as long as the file is open
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unfit(f"another demo is using {self.folder}: end it, or choose another folder") from error

    def empty(self):
        """Remove what a demo makes, and nothing else. Its slapd must have been stopped."""
        for name in MADE:
            path = self.path(name)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def close(self):
        if self._lock:
            self._lock.close()
            self._lock = None

    def write_env(self, values):
        """DIR/env: a file for a shell to source."""
        lines = [f"export {name}={shlex.quote(str(value))}\n" for name, value in values.items()]
        write_file(self.path("env"), "".join(lines))


def write_file(path, text, mode=0o644):
    """Write a text so that a reader sees the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(new, mode)
    os.replace(new, path)
