"""The folder of a demo: what lies where, who has it, and how it is emptied."""
import fcntl
import os
import shlex
import shutil
import stat
from pathlib import Path

MARK = ".samkat-demo"
MADE = ("config", "exports", "keys", "plans", "slapd", "state", "after.ldif", "before.ldif", "changes.jsonl",
        "directory", "env", "samkatd.log", "soak.json", "truth.jsonl")


class Unfit(Exception):
    """The folder cannot be used; the text says why and what to do."""


def only_ours(path, status, is_last):
    """Unfit if somebody else could put something in the place of `path`, or of what lies in it."""
    mine = status.st_uid in (0, os.geteuid())
    # A group of the user's own number is the user alone (adduser's USERGROUPS).
    private = status.st_gid == os.getegid() == os.geteuid()
    writers = stat.S_IWOTH if private else stat.S_IWOTH | stat.S_IWGRP
    others_write = bool(status.st_mode & writers) and not stat.S_ISLNK(status.st_mode)
    # In a folder as /tmp nobody can exchange what is another's: fit to lie in, not to be.
    shared = others_write and bool(status.st_mode & stat.S_ISVTX) and not is_last
    if not mine or (others_write and not shared):
        raise Unfit(f"{path} is not yours alone: somebody else could lead the demo astray. Choose a folder of your own")


def trusted(folder, links=40):
    """`folder` without symbolic links, all of it in the hands of root or of who runs this; Unfit if it is not."""
    given = Path(os.path.abspath(folder))
    for path in (*reversed(given.parents), given):
        try:
            status = path.lstat()
        except FileNotFoundError:
            break
        only_ours(path, status, path == given)
        if stat.S_ISLNK(status.st_mode):
            if not links:
                raise Unfit(f"{path} is a symbolic link that leads nowhere")
            return trusted(path.parent / os.readlink(path) / given.relative_to(path), links - 1)
    return given


class Place:
    """DIR. Exactly one process has it, until close() or its end. Unfit if others could plant something in it."""

    def __init__(self, folder):
        self.folder = trusted(folder)
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
        # The lock lives as long as the file is open.
        mark = os.open(self.path(MARK), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        self._lock = os.fdopen(mark, "a", encoding="ascii")
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
    new.unlink(missing_ok=True)  # of a run that was killed; a link is not followed
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(new, mode)
    os.replace(new, path)
