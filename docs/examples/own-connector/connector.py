#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A connector of one's own: reads a file of JSON lines, one person a line, and delivers them to samkat.

    {"id": "17", "given_name": "Åsa", "family_name": "Öberg", "groups": ["6A", "Kör"]}

The setting fields names what it takes of each line; "id" must be there.

It uses Python's standard library only. docs/connector-protocol.md explains every message.
"""

import datetime
import hashlib
import json
import os
import sys

FIELDS = ["id", "civic_number", "given_name", "family_name", "unit", "groups"]

DESCRIPTION = {
    "samkat": "connector/1",
    "connector": "json-lines",
    "version": "1.0",
    "settings": [
        {
            "key": "path",
            "type": "path",
            "required": True,
            "help": {"sv": "Filen med en person per rad.", "en": "The file with one person a line."},
        },
        {
            "key": "kind",
            "type": "string",
            "default": "pupil",
            "help": {"sv": "Vad personerna är: namnet på mappningen.", "en": "What the people are: the name of the mapping."},
        },
        {
            "key": "fields",
            "type": "list",
            "default": FIELDS,
            "help": {"sv": "Fälten som tas ur varje rad.", "en": "The fields that are taken from each line."},
        },
    ],
}


class Stream:
    """Sends messages and records, and keeps count and digest for the end message."""

    def __init__(self, out):
        self.out = out
        self.records = 0
        self.digest = hashlib.sha256()

    def _line(self, content):
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
        self.out.write(line)
        return line

    def message(self, **content):
        self._line(content)

    def record(self, set_number, line_number, values):
        # The digest covers the record lines exactly as they are sent.
        self.digest.update(self._line([set_number, line_number, *values]))
        self.records += 1

    def finding(self, message_id, severity, sv, en, advice_sv, advice_en, **more):
        self.message(finding={"id": message_id, "severity": severity, "sv": sv, "en": en,
                              "advice_sv": advice_sv, "advice_en": advice_en, **more})

    def end(self, age):
        self.message(end={"records": self.records, "digest": self.digest.hexdigest(), "age": age, "failed": False})
        self.out.flush()


def value(content):
    """A value as the protocol has it: text, None or a list of texts."""
    if content is None or content == "":
        return None
    if isinstance(content, list):
        return [str(item) for item in content]
    return str(content)


def read_row(stream, place, number, line, fields):
    """Sends the record of one line. A bad line costs that line, and says so."""
    try:
        person = json.loads(line)
        key = value(person.get("id"))
    except (ValueError, AttributeError):
        person, key = None, None
    if key is None:
        # Nobody knows whose line this is: samkat removes nobody of this source for being absent until it is mended.
        stream.finding("JSONL_LINE", "error",
                       "Raden går inte att läsa. Den används inte.", "The line cannot be read. It is not used.",
                       "Rätta raden i filen.", "Correct the line in the file.",
                       place=place, line=number, key_unreadable=True)
        return
    stream.record(0, number, [value(person.get(field)) for field in fields])


def read(request, out):
    stream = Stream(out)
    stream.message(samkat="connector/1", connector=DESCRIPTION["connector"])
    settings = request["settings"]
    path, kind, fields = settings["path"], settings.get("kind", "pupil"), settings.get("fields", FIELDS)
    place = os.path.basename(path)
    try:
        with open(path, encoding="utf-8") as file:
            modified = os.fstat(file.fileno()).st_mtime
            stream.message(set=0, kind=kind, place=place, fields=fields)
            for number, line in enumerate(file, start=1):
                if line.strip():
                    read_row(stream, place, number, line, fields)
    except (OSError, UnicodeDecodeError) as error:
        # Giving up: an error finding, no end message, and a status that is not 0.
        stream.finding("JSONL_FILE", "error",
                       f"Filen går inte att läsa: {error}.", f"The file cannot be read: {error}.",
                       "Kontrollera filen; den ska vara UTF-8.", "Check the file; it must be UTF-8.", place=place)
        out.flush()
        return 1
    stream.end(datetime.datetime.fromtimestamp(modified, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    return 0


def main():
    if sys.argv[1:] == ["describe"]:
        print(json.dumps(DESCRIPTION, ensure_ascii=False))
        return 0
    if sys.argv[1:] == ["read"]:
        return read(json.load(sys.stdin), sys.stdout.buffer)
    print("usage: connector.py describe | read", file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main())
