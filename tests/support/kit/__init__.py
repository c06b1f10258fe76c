"""What live tests and benches share: a small installation of samkat with one or more municipalities and a slapd.

Nothing here knows how samkat works inside: it writes config and exports, runs the program, and reads the directory with
the OpenLDAP tools.
"""
import hashlib
import hmac
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PYTHON = "/usr/bin/python3"
SLAPD = ROOT / "tests" / "live" / "slapd.py"
BIN = Path(os.environ.get("SAMKAT_BIN_DIR", ROOT / "build" / "asan" / "bin"))
NOT_HERE = 77  # exit status of a test that cannot run on this machine
TOOL_ENVIRONMENT = {"LDAPNOINIT": "1", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}

MAIN = """language = "en"
state_dir = "{folder}/state"
key_dir = "{folder}/keys"
profile = "skolfederation"

[directory]
name = "metakatalog"
uri = "{uri}"
bind = "simple"
bind_dn = "{bind_dn}"
password_file = "{password_file}"

[connectors]
# Tests run where no whole cage can be built, too.
missing_layers = "best-effort"

[guard]
first_run = false
config_change = false
{more}
"""

MUNICIPALITY = """[municipality]
code = "{code}"
name = "{name}"
base = "ou={name},{suffix}"
scope = "edu.{name}.example"
civic_number = true

[lifecycle]
grace_days = {grace}
disabled_ou = "{disabled_ou}"

[[source]]
name = "{name}-elever"
connector = "csv"

[source.settings]
path = "{folder}/exports/{name}.csv"
kind = "pupil"
key = "id"
settle = "0s"

[source.map.pupil]
role = "pupil"
register_id = "{{id}}"
civic_number = "{{civic}}"
given_name = "{{given}}"
family_name = "{{family}}"
protection = "{{protected}}"
unit = "{{unit}}"
school_year = "{{year}}"
class_name = "{{class}}"
start_date = "{{start}}"
end_date = "{{end}}"
"""
COLUMNS = ("id", "civic", "given", "family", "protected", "unit", "year", "class", "start", "end")


# [guard] for stories that are not about it: it lets a small town through, whatever happens there.
OPEN_GUARD = "".join(f"{name} = 1000\n" for name in (
    "max_leavers_per_mille", "small_floor", "period_floor", "part_floor", "max_unit_changes", "max_renumbered",
    "max_total_renames", "max_moved_names", "max_moved_people", "max_again", "max_strangers_per_mille", "garbled_names",
    "clock_ahead_days"))


def luhn_digit(nine):
    """The check digit of nine digits (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(nine):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return str(-total % 10)


def civic_number(date, individual="238"):
    """A civic number of the test series: date as YYYYMMDD."""
    return date + individual + luhn_digit(date[2:] + individual)


def pupil(number, **changes):
    """One row of an export."""
    day, month, year = number % 28 + 1, number // 28 % 12 + 1, 2008 + number // 336 % 10
    individual = 238 + number // 3360 % 2
    row = {"id": f"e{number}", "civic": civic_number(f"{year}{month:02}{day:02}", str(individual)), "given": f"Elev{number}",
           "family": "Åberg", "protected": "", "unit": "12345678", "year": "7", "class": "7A" if number % 2 else "7B",
           "start": "2025-08-18", "end": ""}
    return {**row, **changes}


def csv(rows):
    """The text of an export with `rows`, as the kit's mapping expects it."""
    lines = [";".join(COLUMNS)] + [";".join(row[column] for column in COLUMNS) for row in rows]
    return "\n".join(lines) + "\n"


class Server:
    """A slapd of its own in `folder`; stop() it."""

    def __init__(self, folder, *options):
        self.folder = Path(folder)
        done = subprocess.run([PYTHON, str(SLAPD), "start", str(self.folder), *options], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        self.info = json.loads(done.stdout)

    def stop(self):
        subprocess.run([PYTHON, str(SLAPD), "stop", str(self.folder)], check=False, stdin=subprocess.DEVNULL)

    def pidfd(self):
        """A handle on its process, the caller's to close with os.close()."""
        return os.pidfd_open(self.info["pid"])

    def tool(self, *command, **more):
        """Runs an OpenLDAP tool as samkat; returns the finished process, with bytes."""
        login = ["-x", "-H", self.info["ldapi"], "-D", self.info["bind_dn"], "-y", self.info["password_file"]]
        return subprocess.run([command[0], *login, *command[1:]], env=TOOL_ENVIRONMENT, check=False, capture_output=True, **more)

    def ldif(self, base):
        """Entries below base (and base) without operational attributes: a dict of DN → sorted attribute lines."""
        done = self.tool("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-E", "pr=500/noprompt", "-b", base, "(objectClass=*)", "*",
                          "pwdAccountLockedTime")
        if done.returncode == 32:  # noSuchObject
            return {}
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode())
        entries = {}
        for record in done.stdout.decode().split("\n\n"):
            lines = [line for line in record.split("\n") if line and not line.startswith("#")]
            if lines:
                entries[lines[0]] = sorted(lines[1:])
        return entries

    def clear(self, base):
        """Deletes base and everything below it."""
        done = self.tool("ldapdelete", "-r", base)
        if done.returncode not in (0, 32):
            raise RuntimeError(done.stderr.decode())

    def add(self, entries):
        """Adds entries as ldif() gave them, parents first."""
        def depth(line):
            return line.count(",")
        text = "\n\n".join("\n".join([dn, *lines]) for dn, lines in sorted(entries.items(), key=lambda each: depth(each[0])))
        done = self.tool("ldapadd", input=text.encode())
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode())


class Installation:
    """samkat's config, state, keys and exports in one folder."""

    def __init__(self, folder, server, program="samkat"):
        self.folder, self.server = Path(folder), server
        self.program = BIN / program
        self.names = []

    def configure(self, names, grace=30, disabled_ou="", more=""):
        """names: municipality code → name."""
        self.names = list(names.values())
        config = self.folder / "config" / "municipalities.d"
        config.mkdir(parents=True, exist_ok=True)
        (self.folder / "exports").mkdir(exist_ok=True)
        main = MAIN.format(folder=self.folder, uri=self.server.info["ldapi"], bind_dn=self.server.info["bind_dn"],
                           password_file=self.server.info["password_file"], more=more)
        (self.folder / "config" / "samkat.toml").write_text(main, "utf-8")
        for code, name in names.items():
            text = MUNICIPALITY.format(code=code, name=name, suffix=self.server.info["base"], folder=self.folder, grace=grace,
                                       disabled_ou=disabled_ou)
            (config / f"{name}.toml").write_text(text, "utf-8")

    def export(self, name, rows):
        path = self.folder / "exports" / f"{name}.csv"
        path.with_suffix(".new").write_text(csv(rows), "utf-8")
        path.with_suffix(".new").rename(path)

    def base(self, name):
        return f"ou={name},{self.server.info['base']}"

    def run(self, *arguments, env=None, check=True):
        """Runs a command; returns the finished process."""
        done = subprocess.run([str(self.program), "--config", str(self.folder / "config"), *arguments], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})}, check=False)
        if check and done.returncode not in (0, 3):
            raise RuntimeError(f"samkat {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def fix_key(self, key):
        """Puts the installation key `key`, 64 hex digits, in place of the one that a plan has made."""
        keys = self.folder / "keys"
        (keys / "installation.key").write_text(key + "\n", "ascii")
        noted = (keys / "heads").read_bytes()
        noted = noted[:noted.rindex(b"mac ")]
        message = b"".join(len(part).to_bytes(8, "little") + part for part in (b"heads", noted))
        mac = hmac.new(bytes.fromhex(key), message, hashlib.sha256).hexdigest()
        (keys / "heads").write_bytes(noted + f"mac {mac}\n".encode())

    def forget(self, keep_keys=True):
        """Removes state (and keys)."""
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        if not keep_keys:
            shutil.rmtree(self.folder / "keys", ignore_errors=True)

    def save(self, into):
        shutil.rmtree(into, ignore_errors=True)
        for part in ("state", "keys"):
            if (self.folder / part).exists():
                shutil.copytree(self.folder / part, Path(into) / part, ignore=shutil.ignore_patterns("control.sock"))

    def restore(self, saved):
        for part in ("state", "keys"):
            shutil.rmtree(self.folder / part, ignore_errors=True)
            if (Path(saved) / part).exists():
                shutil.copytree(Path(saved) / part, self.folder / part)
