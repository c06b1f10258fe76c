"""A small installation for one story: config, exports and a directory, an LDIF file or a slapd of its own."""
import base64
import datetime
import json
import os
import subprocess

from tests.support import kit

from .people import PUPIL_COLUMNS, STAFF_COLUMNS, csv
from .settings import CONNECTORS, MAIN, MUNICIPALITY, source
from .telling import Done, NotHere, Wrong

SUFFIX = "dc=samverkan,dc=example"
ROOT_ENTRY = f"version: 1\n\ndn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: samverkan\no: Samverkan\n"
CODES = {"skara": "1495", "gotene": "1471"}
COMMAND_WITHIN = 180  # seconds
HOUR = datetime.timedelta(hours=1)
# Of a story in which days pass: a Monday in term time.
MONDAY = datetime.datetime(2026, 9, 14, 6, tzinfo=datetime.timezone.utc)


class Town(kit.Installation):
    """Municipalities that each have a source of pupils, `NAME-elever`, which reads exports/NAME.csv.

    `clock` is the time at which samkat runs, the machine's if it is None; exports are an hour old.
    """

    def __init__(self, tale, names=("skara",), server=None, settings="", sources=True):
        self.tale, self.clock = tale, None
        super().__init__(tale.folder / f"town-{len(list(tale.folder.iterdir()))}", server)
        (self.folder / "config" / "municipalities.d").mkdir(parents=True)
        (self.folder / "exports").mkdir()
        self.names = names
        self.write_main()
        for name in names:
            self.write_municipality(name, CODES[name])
            if sources:
                self.add_source(name, source(f"{name}-elever", self.path(name), settings=settings))
        if server is None:
            self.ldif.write_text(ROOT_ENTRY, "utf-8")

    # --- its files

    @property
    def suffix(self):
        return self.server.info["base"] if self.server else SUFFIX

    @property
    def ldif(self):
        return self.folder / "directory.ldif"

    @property
    def has_cage(self):
        return (kit.BIN / "samkat-cage").exists()

    def main_file(self):
        return self.folder / "config" / "samkat.toml"

    def municipality(self, name):
        return self.folder / "config" / "municipalities.d" / f"{name}.toml"

    def path(self, name):
        """Where an export lies."""
        return self.folder / "exports" / f"{name}.csv"

    def chain(self, name="skara"):
        return self.folder / "state" / "changelog" / f"{CODES[name]}.jsonl"

    def write_main(self, uri="ldapi", more=""):
        """samkat.toml; `uri` says which of the server's addresses."""
        if self.server is None:
            directory = f'kind = "ldif"\nfile = "{self.ldif}"'
        else:
            info = self.server.info
            directory = (f'uri = "{info[uri]}"\nbind = "simple"\nbind_dn = "{info["bind_dn"]}"\n'
                         f'password_file = "{info["password_file"]}"\n{more}')
        text = MAIN.format(folder=self.folder, directory=directory)
        self.main_file().write_text(text + (CONNECTORS if self.has_cage else ""), "utf-8")

    def write_municipality(self, name, code):
        self.municipality(name).write_text(MUNICIPALITY.format(code=code, name=name, suffix=self.suffix), "utf-8")

    def add_source(self, name, text):
        with self.municipality(name).open("a", encoding="utf-8") as out:
            out.write(text)

    def export(self, name, rows, columns=None, encoding="utf-8", age=HOUR):
        """Puts an export in place, as old as `age` says."""
        columns = columns or (STAFF_COLUMNS if rows and "duty" in rows[0] else PUPIL_COLUMNS)
        self.put(name, csv(rows, columns).encode(encoding), age)

    def put(self, name, content, age=HOUR):
        path = self.path(name)
        new = path.with_suffix(".new")
        new.write_bytes(content)
        seconds = ((self.clock or datetime.datetime.now(datetime.timezone.utc)) - age).timestamp()
        os.utime(new, (seconds, seconds))
        new.rename(path)

    # --- running samkat

    def command(self, *words):
        program = [str(self.program), "--config", str(self.folder / "config"), *map(str, words)]
        return program if self.clock is None else ["faketime", "-f", f"@{self.clock:%Y-%m-%d %H:%M:%S}", *program]

    def samkat(self, *words, within=COMMAND_WITHIN, **more):
        """Runs a command, whatever it ends with. Wrong if it has not ended `within` so many seconds."""
        env = {**os.environ, "TZ": "UTC", "NO_FAKE_STAT": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        try:
            return Done(words, subprocess.run(self.command(*words), capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                              env=env, timeout=within, check=False, **more))
        except subprocess.TimeoutExpired as error:
            raise Wrong(f"samkat {' '.join(map(str, words))} did not end within {within} s") from error

    def apply(self):
        return self.samkat("apply", "--yes")

    def settle(self):
        """A run that is only the beginning of a story: Wrong if it does not go well."""
        done = self.apply()
        if done.status != 0:
            raise Wrong(f"the story does not begin: apply --yes ended with {done.status}: {done.text.strip()[-600:]}")
        return done

    def approve_all(self):
        """Somebody has looked, and says that all is right."""
        done = self.samkat("approve", "--now")
        if done.status != 0:
            raise Wrong(f"the story does not begin: approve --now ended with {done.status}: {done.text.strip()[-600:]}")
        self.apply()

    def plans(self):
        """Municipality's name → plan."""
        done = self.samkat("plan", "--json", "--reveal")
        try:
            return {each["municipality"]: each for each in json.loads(done.out)}
        except ValueError as error:
            raise Wrong(f"plan --json printed no plans: {done.text.strip()[-600:]}") from error

    # --- what the directory holds

    def lines(self, name=None):
        """DN → the lines of its entry, of all the tree or a municipality's part."""
        base = self.base(name) if name else self.suffix
        if self.server is not None:
            return {dn.removeprefix("dn: "): lines for dn, lines in self.server.ldif(base).items()}
        entries = {}
        for block in self.ldif.read_text("utf-8").replace("\n ", "").split("\n\n"):
            lines = [line for line in block.strip().split("\n") if line and not line.startswith("version:")]
            if lines and (dn := value_of(lines[0])[1]).endswith(base):
                entries[dn] = lines[1:]
        return entries

    def base(self, name):
        return f"ou={name},{self.suffix}"

    def entries(self, name=None):
        """DN → attribute → values."""
        return {dn: values_of(lines) for dn, lines in self.lines(name).items()}

    def people(self, name=None):
        return {dn: values for dn, values in self.entries(name).items() if "samkatPersonId" in values}

    def entry_of(self, row, name=None):
        """(DN, values) of the person of a row."""
        for dn, values in self.people(name).items():
            if values.get("givenName") == [row["given"]] and values.get("sn") == [row["family"]]:
                return dn, values
        raise Wrong(f"{row['id']} has no entry")

    def count(self, status, name=None):
        """How many accounts are in grace, or whatever the status is."""
        return sum(values.get("samkatAccountStatus") == [status] for values in self.people(name).values())

    def members(self, name=None):
        """DN of a group → DNs of people in it."""
        return {dn: [each for each in values["member"] if each.startswith("uid=")]
                for dn, values in self.entries(name).items() if "member" in values}


def value_of(line):
    name, _, value = line.partition(":")
    return (name, base64.b64decode(value[1:]).decode()) if value.startswith(":") else (name, value.removeprefix(" "))


def values_of(lines):
    values = {}
    for line in lines:
        name, value = value_of(line)
        values.setdefault(name, []).append(value)
    return values


def slapd(tale, *options, name="slapd"):
    """A slapd of the story's own."""
    server = kit.Server(tale.folder / name, "--nosync", *options)
    tale.at_the_end(server.stop)
    return server


def need_root():
    if os.geteuid() != 0:
        raise NotHere("only root can play another user")
