"""Holds JSON to the schemas in docs/schemas.

    python3 -m tests.support.schemas DIR      every JSON value, one a line, in the files of DIR

The part of JSON Schema 2020-12 that those schemas use: type, const, enum, pattern, minimum, properties, required,
additionalProperties, items, anyOf. A schema that uses another keyword is an error: it would look checked without being so.
"""
import json
import re
import sys
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
KEYWORDS = {"$schema", "$id", "title", "type", "const", "enum", "pattern", "minimum", "properties", "required",
            "additionalProperties", "items", "anyOf"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int}


def is_type(value, name):
    if name == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, TYPES[name])


def problems(value, schema, place="$"):
    """What is wrong with value, as lines."""
    unknown = set(schema) - KEYWORDS
    if unknown:
        yield f"{place}: the schema uses {sorted(unknown)}, which is not checked"
    names = schema.get("type")
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, name) for name in names):
        yield f"{place}: {type(value).__name__} where {names} is wanted"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place}: {value!r} is not {schema['pattern']}"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{place}: {value} is less than {schema['minimum']}"
    yield from alternative_problems(value, schema, place)
    if isinstance(value, dict):
        yield from object_problems(value, schema, place)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from problems(item, schema["items"], f"{place}[{index}]")


def alternative_problems(value, schema, place):
    found = [list(problems(value, each, place)) for each in schema.get("anyOf", [])]
    if found and all(found):
        yield f"{place}: none of the {len(found)} alternatives: {'; '.join(each[0] for each in found)}"


def object_problems(value, schema, place):
    for name in schema.get("required", []):
        if name not in value:
            yield f"{place}: {name} is missing"
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name, member in value.items():
        if name in known:
            yield from problems(member, known[name], f"{place}.{name}")
        elif others is False:
            yield f"{place}: {name} is not in the schema"
        elif isinstance(others, dict):
            yield from problems(member, others, f"{place}.{name}")


def schema_of(value):
    """The schema that a value says it follows."""
    name = value.get("schema", "") if isinstance(value, dict) else ""
    found = re.fullmatch(r"samkat/([a-z-]+)/1", name)
    path = SCHEMAS / f"{found[1]}.json" if found else None
    return json.loads(path.read_text("utf-8")) if path and path.exists() else None


def check(folder):
    seen, wrong = set(), 0
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            value = json.loads(line)
            for each in value if isinstance(value, list) else [value]:
                schema = schema_of(each)
                found = list(problems(each, schema)) if schema else [f"no schema for {str(each)[:80]}"]
                seen.add(each.get("schema"))
                wrong += len(found)
                for problem in found[:5]:
                    print(f"{path.name}: {each.get('schema')}: {problem}")
    return seen, wrong


def main():
    folder = Path(sys.argv[1])
    seen, wrong = check(folder) if folder.is_dir() else (set(), 1)
    unseen = {path.stem for path in SCHEMAS.glob("*.json")} - {str(each).split("/")[1] for each in seen if each}
    print(f"{len(seen)} schemas seen, {wrong} problems, not seen: {', '.join(sorted(unseen)) or 'none'}")
    return 0 if not unseen and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
