"""LDIF text -> entries, DNs in a form that can be compared, and ldapsearch."""

import base64
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass


class CannotCheck(Exception):
    """The comparison could not be made; the text says why."""


@dataclass
class Entry:
    """One entry. attributes: {lower-case name without options: [values]}."""

    dn: str
    attributes: dict

    def all(self, name):
        return self.attributes.get(name.lower(), [])

    def one(self, name):
        """The first value, or ""."""
        return (self.all(name) or [""])[0]

    def is_a(self, object_class):
        return object_class.lower() in map(str.lower, self.all("objectClass"))


def _logical_lines(text):
    """Lines with folded ones joined and comments dropped."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith(" ") and lines:
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line for line in lines if not line.startswith("#")]


def _name_and_value(line):
    name, colon, rest = line.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z0-9.;-]+", name):
        raise CannotCheck(f"not LDIF: a line begins {line[:20]!r}")
    if rest.startswith("<"):
        raise CannotCheck(f"LDIF with a URL for {name}: not read")
    if not rest.startswith(":"):
        return name, rest[1:] if rest.startswith(" ") else rest
    try:
        raw = base64.b64decode(rest[1:].strip(), validate=True)
    except ValueError as error:
        raise CannotCheck(f"bad base64 in {name}") from error
    return name, raw.decode("utf-8", "surrogateescape")


def parse(text):
    """[Entry] of LDIF content records."""
    entries, current = [], None
    for line in [*_logical_lines(text), ""]:
        if not line:
            current = None
            continue
        name, value = _name_and_value(line)
        name = name.split(";")[0].lower()
        if name == "dn":
            current = Entry(value, {})
            entries.append(current)
        elif current is not None:
            current.attributes.setdefault(name, []).append(value)
        elif name != "version":
            raise CannotCheck(f"LDIF with {name} before any dn")
    return entries


def _unescape(value):
    """A DN value without its escapes, lower-case, spaces folded."""
    def plain(escape):
        code = escape[1]
        return bytes.fromhex(code.decode()) if len(code) == 2 else code

    raw = re.sub(rb"\\([0-9a-fA-F]{2}|.)", plain,
                 value.strip().encode("utf-8", "surrogateescape"))
    text = raw.decode("utf-8", "surrogateescape")
    return " ".join(text.lower().split())


def _split(text, separator):
    """The parts of a text between separators that no backslash escapes."""
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == separator:
            parts.append(text[start:at])
            start = at + 1
        at += 2 if text[at] == "\\" else 1
    return [*parts, text[start:]]


def normal_dn(dn):
    """A DN as a tuple of RDNs, leaf first; equal DNs give equal tuples."""
    if not dn.strip():
        return ()
    rdns = []
    for rdn in _split(dn, ","):
        pairs = []
        for pair in _split(rdn, "+"):
            name, _, value = pair.partition("=")
            pairs.append((name.strip().lower(), _unescape(value)))
        rdns.append(tuple(sorted(pairs)))
    return tuple(rdns)


def search(uri, base, bind_dn, password_file):
    """[Entry] of the whole tree under `base`, operational attributes left out."""
    command = ["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-E",
               "pr=500/noprompt", "-H", uri, "-b", base, "-s", "sub"]
    with tempfile.TemporaryDirectory() as scratch:  # mode 0700
        if bind_dn:
            command += ["-D", bind_dn, "-y", _bare_password(password_file, scratch)]
        command += ["(objectClass=*)", "*"]
        try:
            done = subprocess.run(command, capture_output=True, check=False,
                                  timeout=600)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CannotCheck(f"ldapsearch: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise CannotCheck(f"ldapsearch ended with {done.returncode}: {said}")
    return parse(done.stdout.decode("utf-8"))


def _bare_password(password_file, folder):
    """The path of a copy of the file without its line end."""
    path = os.path.join(folder, "password")
    try:
        with open(password_file, "rb") as source:
            password = source.read()
    except OSError as error:
        raise CannotCheck(f"password file: {error}") from error
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(password.rstrip(b"\r\n"))
    return path
