#!/usr/bin/env python3
"""Writes the cn=config form (.ldif) of every .schema file in this folder: python3 config/schema/to_ldif.py"""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
KINDS = {"attributetype": "olcAttributeTypes", "objectclass": "olcObjectClasses"}


def definitions(text):
    """(kind, definition on one line) of each definition, in order."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for block in re.split(r"\n(?=\S)", "\n".join(lines).strip()):
        kind, _, body = block.partition(" ")
        yield kind.lower(), re.sub(r"\s+", " ", body).strip()


def folded(line):
    """RFC 2849 section 2, note 2: continuation lines begin with a space that is not part of the value."""
    return "\n ".join([line[:76]] + [line[at:at + 75] for at in range(76, len(line), 75)])


def main():
    for source in sorted(HERE.glob("*.schema")):
        out = [f"# The same as {source.name}, for cn=config. Made by to_ldif.py.",
               f"dn: cn={source.stem},cn=schema,cn=config", "objectClass: olcSchemaConfig", f"cn: {source.stem}"]
        out += [folded(f"{KINDS[kind]}: {body}") for kind, body in definitions(source.read_text())]
        source.with_suffix(".ldif").write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
