"""The demo's configuration: config/examples/samverkan with its paths, its directory and its secrets put in place."""
import json
import re
from pathlib import Path

from .place import write_file

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
EXAMPLE = ROOT / "config" / "examples" / "samverkan"
CONNECTOR = ROOT / "docs" / "examples" / "own-connector" / "connector.py"
OWN_CONNECTOR = re.compile(r'(?m)^connector = "/.*"$')
EXPORTS = "/srv/exporter/"
# At the end of a file whose last table is a list: a new table may begin there.
CONNECTORS = """
[connectors]
# The demo's data are invented: it runs with what there is of the connectors' cage where a machine cannot build all of it,
# and samkat check says what is missing. Where real exports are read this line is left out.
missing_layers = "best-effort"
"""


def text(value):
    """A TOML basic string."""
    return json.dumps(str(value), ensure_ascii=False)


def inside(path):
    """A path as it stands within a TOML basic string."""
    return text(path)[1:-1]


def replaced(old, new, source, where):
    """`source` with every `old` replaced; the example has changed if there is none."""
    if old not in source:
        raise ValueError(f"{where} has no {old!r}: the demo must be adapted")
    return source.replace(old, new)


def main_file(source, place, server):
    """samkat.toml: where state and keys are, and the private directory with its own account and password file."""
    top = f"state_dir = {text(place.path('state'))}\nkey_dir = {text(place.path('keys'))}\n"
    source = replaced('language = "sv"\n', f'language = "sv"\n{top}', source, "samkat.toml")
    source = replaced('uri = "ldapi:///"', f"uri = {text(server['ldapi'])}", source, "samkat.toml")
    login = f"bind = \"simple\"\nbind_dn = {text(server['bind_dn'])}\npassword_file = {text(server['password_file'])}"
    source = re.sub(r"(?m)^# The directory runs on this machine.*\n(?:#.*\n)*",
                    "# The demo's own directory, over its unix socket, with an account and a password of its own.\n", source)
    return replaced('bind = "external"', login, source, "samkat.toml") + CONNECTORS


def municipality_file(name, source, place, grace):
    """A municipality's file: its exports, and the values that the truth of the register generator goes by."""
    source = replaced(EXPORTS, inside(place.path("exports")) + "/", source, name)
    source = OWN_CONNECTOR.sub(lambda _: f"connector = {text(CONNECTOR)}", source)
    # The truth holds whole given names, and civic numbers are how the checker knows people.
    source = source.replace("{default(Tilltalsnamn, Förnamn)}", "{Förnamn}")
    if not re.search(r"(?m)^civic_number = true", source):
        source = re.sub(r"(?m)^(scope = .*)$", r"\1\ncivic_number = true", source, count=1)
    if grace != 30 and not re.search(r"(?m)^grace_days", source):
        source = replaced("\n[[source]]", f"\n[lifecycle]\ngrace_days = {grace}\n\n[[source]]", source, name) \
            if source.count("\n[[source]]") == 1 else \
            source.replace("\n[[source]]", f"\n[lifecycle]\ngrace_days = {grace}\n\n[[source]]", 1)
    return source


def write(place, server, specs):
    """Write DIR/config. server: what slapd.py said; specs: the generator's municipalities, the others are left out."""
    grace = {spec.folder: spec.grace for spec in specs}
    for path in sorted(EXAMPLE.rglob("*")):
        is_municipality = path.parent.name == "municipalities.d"
        if not path.is_file() or (is_municipality and path.stem not in grace):
            continue
        name = path.relative_to(EXAMPLE)
        if path.name == "samkat.toml":
            content = main_file(path.read_text("utf-8"), place, server)
        elif is_municipality:
            content = municipality_file(path.name, path.read_text("utf-8"), place, grace[path.stem])
        else:
            place.path("config", name).parent.mkdir(parents=True, exist_ok=True)
            place.path("config", name).write_bytes(path.read_bytes())
            continue
        write_file(place.path("config", name), content, 0o640)
