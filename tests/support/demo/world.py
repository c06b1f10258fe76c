"""A world to try samkat in: registers, a directory, a configuration and the program, in one Place.

The demo tells a story about one, the soaks live through many days in one, the benches measure in one.
"""
import datetime
import json
import os
import shutil
import subprocess
import zoneinfo
from pathlib import Path

from tests.support.registers.spec import DEFAULTS, parse_specs

from . import configuration
from .directory import PYTHON, ROOT, Directory, write_script

SMALL = (
    "1494:Lidköping:csv-semicolon:pupils=60,staff=12,schools=2",
    "1495:Skara:csv-comma:pupils=50,staff=10,schools=2",
    "1471:Götene:xml:pupils=40,staff=8,schools=2",
    "1445:Essunga:jsonl:pupils=30,staff=6,schools=1,grace=0",
)


def today():
    """The civil date in Sweden, which is the one samkat goes by."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Stockholm")).date()


class World:
    """Made with make(), or joined again with join().

    With step_days 0 all days are `date`, and only what the registers say passes. With more, day k is k * step_days
    days after `date`: samkat is run under faketime, and the exports are as old as they would be then.
    """

    def __init__(self, place, binaries, municipalities=DEFAULTS, seed=1, lang="sv", date=None, step_days=0):
        self.place = place
        self.binaries = Path(binaries).resolve()
        self.municipalities = tuple(municipalities)
        self.seed = seed
        self.lang = lang
        self.date = date or today()
        self.step_days = step_days
        self.day = 0
        self.directory = Directory(place)

    @property
    def config(self):
        return self.place.path("config")

    def make(self, *server_options):
        """Empty the place and make everything but exports. The directory runs afterwards."""
        self.directory.stop()
        self.place.empty()
        info = self.directory.start(*server_options)
        configuration.write(self.place, info, parse_specs(self.municipalities))
        for name in ("state", "keys"):
            self.place.path(name).mkdir(mode=0o700)
        self.place.path("plans").mkdir(mode=0o700)
        write_script(self.place)
        self.place.write_env({
            "SAMKAT_CONFIG": self.config, "SAMKAT_BIN": self.binaries / "samkat", "LDAP_URI": info["uri"],
            "LDAP_BASE": info["base"], "LDAP_BIND_DN": info["bind_dn"], "LDAP_PASSWORD_FILE": info["password_file"]})

    def join(self):
        """Start the directory of a world that was made before."""
        self.directory.start()

    def generate(self, day):
        """Let the registers live to `day` and export; DIR/truth.jsonl and DIR/changes.jsonl are of that day."""
        self.day = day
        command = [PYTHON, "-m", "tests.support.registers", "--out", str(self.place.folder), "--seed", str(self.seed),
                   "--day", str(day), "--start-date", self.date.isoformat(), "--step-days", str(self.step_days)]
        for spec in self.municipalities:
            command += ["--municipality", spec]
        self._python(command)
        if self.step_days:
            morning = self.noon() - 6 * 3600
            for path in self.place.path("exports").rglob("*"):
                os.utime(path, (morning, morning))

    def noon(self):
        """Seconds since 1970 at noon, UTC, of the day it is in this world."""
        date = self.date + datetime.timedelta(days=self.day * self.step_days)
        return int(datetime.datetime.combine(date, datetime.time(12), datetime.timezone.utc).timestamp())

    def command(self, *words):
        """The command line of `samkat words…` in this world."""
        program = [str(self.binaries / "samkat"), "--config", str(self.config), "--lang", self.lang, *map(str, words)]
        if not self.step_days:
            return program
        moment = datetime.datetime.fromtimestamp(self.noon(), datetime.timezone.utc)
        return ["faketime", "-f", f"@{moment:%Y-%m-%d %H:%M:%S}", *program]

    def samkat(self, *words):
        """Run samkat; the CompletedProcess, with text."""
        env = {**os.environ, "TZ": "UTC", "NO_FAKE_STAT": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        return subprocess.run(self.command(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=env)

    def has_held(self, plan):
        """Whether the guard holds anything in a plan file that awaits an approval: those of protected people do not."""
        return any(change["held"] not in ("", "ENGINE_GUARD_PROTECTED") and not change["approved"]
                   for each in json.loads(plan.read_text("utf-8")) for change in each["changes"])

    def check_truth(self):
        """The checker's (exit status, text) of directory against truth."""
        info = self.directory.info
        return self._checker("--truth", self.place.path("truth.jsonl"), "--uri", info["uri"], "--base", info["base"],
                             "--bind-dn", info["bind_dn"], "--password-file", info["password_file"])

    def check_days(self, before, after, ignore=()):
        """The checker's (exit status, text) of two LDIF files against what the day changed, some attributes left out."""
        left_out = [word for name in ignore for word in ("--ignore", name)]
        return self._checker("--compare-days", before, after, "--changes", self.place.path("changes.jsonl"), *left_out)

    def changes(self):
        """The day's changes as the register generator tells them."""
        with open(self.place.path("changes.jsonl"), encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def _checker(self, *arguments):
        command = [PYTHON, "-m", "tests.support.checker", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=python_env(), capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def _python(self, command):
        done = subprocess.run(command, cwd=ROOT, env=python_env(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or f"{command[2]} ended with {done.returncode}")


def python_env():
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "LDAPNOINIT": "1",
            "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


def need_programs():
    """The names of the servers' programs that are not installed here."""
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    return [name for name in ("slapd", "ldapsearch", "openssl") if shutil.which(name, path=path) is None]

