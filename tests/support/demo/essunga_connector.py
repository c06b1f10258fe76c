#!/usr/bin/env python3
"""Essunga's own connector: reads pupils or staff that their register exports as JSON lines.

Run by samkat with one word, describe or read. It speaks as the example of docs/connector-protocol.md does.
"""
import datetime
import json
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "docs", "examples", "own-connector"))
sys.dont_write_bytecode = True
from connector import Stream, value  # noqa: E402

KINDS = {
    "pupil": ("id", "civicNo", "givenName", "familyName", "emails", "schoolUnitCode", "schoolUnitName", "schoolType",
              "schoolYear", "className", "groups", "startDate", "endDate", "securityMarking"),
    "staff": ("id", "civicNo", "givenName", "familyName", "emails", "schoolUnitCodes", "dutyRoles", "groups",
              "startDate", "endDate", "securityMarking"),
}
DESCRIPTION = {
    "samkat": "connector/1", "connector": "essunga", "version": "1.0",
    "settings": [
        {"key": "path", "type": "path", "required": True,
         "help": {"sv": "Filen med en person per rad.", "en": "The file with one person a line."}},
        {"key": "kind", "type": "string", "required": True, "values": list(KINDS),
         "help": {"sv": "Vad personerna är.", "en": "What the people are."}},
    ],
}
ADVICE = ("Rätta filen.", "Correct the file.")


def read_file(stream, path, fields):
    """Sends the records of the file; returns when it was written."""
    place = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        for at, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
                key = value(row["id"])
            except (ValueError, KeyError, TypeError):
                key = None
            if key is None:
                stream.finding("ESSUNGA_LINE", "error", "Raden går inte att läsa.", "The line cannot be read.", *ADVICE,
                               place=place, line=at, key_unreadable=True)
            else:
                stream.record(0, at, [value(row.get(field)) for field in fields])
        return os.fstat(file.fileno()).st_mtime


def read(request, out):
    stream = Stream(out)
    stream.message(samkat="connector/1", connector="essunga")
    path, kind = request["settings"]["path"], request["settings"]["kind"]
    place = os.path.basename(path)
    stream.message(set=0, kind=kind, place=place, fields=KINDS[kind])
    try:
        written = read_file(stream, path, KINDS[kind])
    except (OSError, UnicodeDecodeError) as error:
        stream.finding("ESSUNGA_FILE", "error", f"Filen går inte att läsa: {error}.", f"The file cannot be read: {error}.",
                       *ADVICE, place=place)
        out.flush()
        return 1
    stream.end(datetime.datetime.fromtimestamp(written, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
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
