#!/usr/bin/env python3
"""Essunga's own connector: reads the pupils and the staff that their register exports as JSON lines.

Written after docs/connector-protocol.md; run by samkat with one word, describe or read. Standard library only.
"""
import datetime
import hashlib
import json
import os
import sys

KINDS = {
    "pupils": ("pupil", ("id", "civicNo", "givenName", "familyName", "emails", "schoolUnitCode", "schoolUnitName", "schoolType",
                         "schoolYear", "className", "groups", "startDate", "endDate", "securityMarking")),
    "staff": ("staff", ("id", "civicNo", "givenName", "familyName", "emails", "schoolUnitCodes", "dutyRoles", "groups",
                        "startDate", "endDate", "securityMarking")),
}
HELP = {"pupils": ("Filen med elever.", "The file with pupils."), "staff": ("Filen med personal.", "The file with staff.")}
DESCRIPTION = {
    "samkat": "connector/1", "connector": "essunga", "version": "1.0",
    "settings": [{"key": key, "type": "path", "required": True, "help": dict(zip(("sv", "en"), HELP[key]))} for key in KINDS],
}


class Stream:
    """Sends lines, and keeps the count and digest of the records for the end message."""

    def __init__(self, out):
        self.out = out
        self.records = 0
        self.digest = hashlib.sha256()

    def line(self, content):
        data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
        self.out.write(data)
        return data

    def record(self, values):
        self.digest.update(self.line(values))
        self.records += 1

    def finding(self, name, sv, en, place, **more):
        self.line({"finding": {"id": name, "severity": "error", "sv": sv, "en": en, "advice_sv": "Rätta filen.",
                               "advice_en": "Correct the file.", "place": place, **more}})


def value(content):
    """A value as the protocol has it: text, null or a list of texts."""
    if content is None or content == "":
        return None
    return [str(item) for item in content] if isinstance(content, list) else str(content)


def read_file(stream, number, path, fields):
    """Sends the records of one file as set `number`; returns when the file was written."""
    place = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        for at, text in enumerate(file, start=1):
            try:
                row = json.loads(text)
                key = row["id"]
            except (ValueError, KeyError, TypeError):
                stream.finding("ESSUNGA_LINE", "Raden går inte att läsa.", "The line cannot be read.", place, line=at,
                               key_unreadable=True)
                continue
            stream.record([number, at, *(value(key if field == "id" else row.get(field)) for field in fields)])
        return os.fstat(file.fileno()).st_mtime


def read(request, out):
    stream = Stream(out)
    stream.line({"samkat": "connector/1", "connector": "essunga"})
    written = []
    for number, (key, (kind, fields)) in enumerate(KINDS.items()):
        path = request["settings"][key]
        stream.line({"set": number, "kind": kind, "place": os.path.basename(path), "fields": fields})
        try:
            written.append(read_file(stream, number, path, fields))
        except (OSError, UnicodeDecodeError) as error:
            stream.finding("ESSUNGA_FILE", f"Filen går inte att läsa: {error}.", f"The file cannot be read: {error}.",
                           os.path.basename(path))
            out.flush()
            return 1
    age = datetime.datetime.fromtimestamp(min(written), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    stream.line({"end": {"records": stream.records, "digest": stream.digest.hexdigest(), "age": age, "failed": False}})
    out.flush()
    return 0


def main(words):
    if words == ["describe"]:
        print(json.dumps(DESCRIPTION, ensure_ascii=False))
        return 0
    if words == ["read"]:
        return read(json.load(sys.stdin), sys.stdout.buffer)
    print("usage: essunga_connector.py describe | read", file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
