"""The demo's slapd.

    python3 -m tests.support.demo.directory DIR start|stop

DIR/directory runs this. start writes DIR/env anew if the port of the last time was taken by somebody else.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

from .place import Place, Unfit, write_file

ROOT = Path(__file__).resolve().parents[3]
SERVER = ROOT / "tests" / "live" / "slapd.py"
PYTHON = "/usr/bin/python3"
SCRIPT = """#!/bin/sh
# The directory of this demo: start or stop.
PYTHONPATH={root} PYTHONDONTWRITEBYTECODE=1 exec {python} -m tests.support.demo.directory {folder} "$@"
"""


class Directory:
    """The slapd of a Place. It goes on when this process ends: stop() it."""

    def __init__(self, place):
        self.place = place
        self.info = {}

    def start(self, *options):
        """Start it, and return what slapd.py says of it: uri, ldapi, base, bind_dn, password_file. RuntimeError."""
        done = self._server("start", *options)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        self.info = json.loads(done.stdout)
        return self.info

    def stop(self):
        """Stop it if it runs."""
        if self.place.path("slapd").is_dir():
            self._server("stop")

    def dump(self, path):
        """Write all entries, without operational attributes, as LDIF."""
        command = ["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-E", "pr=500/noprompt", "-H", self.info["ldapi"],
                   "-D", self.info["bind_dn"], "-y", self.info["password_file"], "-b", self.info["base"], "(objectClass=*)", "*"]
        with open(path, "wb") as out:
            subprocess.run(command, stdout=out, check=True, env={"LDAPNOINIT": "1", "PATH": "/usr/bin:/bin"})

    def _server(self, command, *options):
        return subprocess.run([PYTHON, str(SERVER), command, str(self.place.path("slapd")), *options],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def write_script(place):
    """DIR/directory."""
    def quoted(value):
        return "'" + str(value).replace("'", "'\\''") + "'"
    script = SCRIPT.format(root=quoted(ROOT), python=PYTHON, folder=quoted(place.folder))
    write_file(place.path("directory"), script, 0o755)


def main(argv):
    if len(argv) != 2 or argv[1] not in ("start", "stop"):
        sys.exit("want: start or stop")
    try:
        place = Place(argv[0])
    except Unfit as error:
        sys.exit(str(error))
    directory = Directory(place)
    if argv[1] == "stop":
        directory.stop()
        return
    try:
        info = directory.start()
    except RuntimeError as error:
        sys.exit(str(error))
    env = place.path("env").read_text("utf-8")
    write_file(place.path("env"), re.sub(r"(?m)^export LDAP_URI=.*$", lambda _: f"export LDAP_URI={info['uri']}", env))
    print(info["uri"])


if __name__ == "__main__":
    main(sys.argv[1:])
