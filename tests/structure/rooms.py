"""The rooms of the house and the edges between them.

    python3 -m tests.structure.rooms --write     make the table in docs/architecture.md anew
"""
import fnmatch
import re
import sys
from dataclasses import dataclass

from .tree import ROOT, is_source

ROOMS_FILE = "tests/structure/rooms.txt"
DOCUMENT = "docs/architecture.md"
BEGIN, END = "<!-- rooms: made from tests/structure/rooms.txt -->", "<!-- rooms: end -->"
INCLUDE = re.compile(r'(?m)^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"')
BRACKET_INCLUDE = re.compile(r"(?m)^[ \t]*#[ \t]*include[ \t]*<((?:daemon|config|connectors|tests)/[^>\n]+)>")
CMAKE_COMMENT = re.compile(r"(?m)#.*$")
ROOM_CALL = re.compile(r"\bsamkat_room\s*\(\s*([\w-]+)([^)]*)\)")
USES = re.compile(r"\bUSES\b((?:\s+(?!SOURCES\b|LIBRARIES\b|USES\b)[\w$:{}./-]+)*)")
TARGET = re.compile(r"\bsamkat_(\w+)\b")
NO_ROOM = {"room", "unit_test", "options", "gtest"}  # functions and targets of packaging/cmake/


@dataclass(frozen=True)
class Room:
    name: str
    folder: str
    uses: tuple
    what: str


def parse_rooms(text):
    """[Room] of rooms.txt; ValueError says what is wrong."""
    rooms = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4 or not all((cells[0], cells[1], cells[3])):
            raise ValueError(f"{ROOMS_FILE}:{number}: want name | folder | may use | what lives there")
        rooms.append(Room(cells[0], cells[1], tuple(cells[2].split()), cells[3]))
    names = [room.name for room in rooms]
    for room in rooms:
        for used in room.uses:
            if used not in names[: names.index(room.name)]:
                raise ValueError(f"{ROOMS_FILE}: {room.name} may use {used}, which is no room above it")
    return rooms


def room_of(rooms, path):
    """The Room that the file lies in, or None: the one with the longest folder, exact folders before *. A room whose
    folder holds other rooms has only the files that lie directly there."""
    folder = path.rpartition("/")[0]
    best = None
    for room in rooms:
        depth = room.folder.count("/") + 1
        start = "/".join(folder.split("/")[:depth])
        holds_others = any(other.folder.startswith(room.folder + "/") for other in rooms)
        if fnmatch.fnmatchcase(folder if holds_others else start, room.folder):
            rank = (depth, "*" not in room.folder)
            if best is None or rank > best[0]:
                best = (rank, room)
    return best[1] if best else None


def edge_fault(room, other, place):
    if other is None:
        return f"{place} is in no room of {ROOMS_FILE}"
    if other is not room and other.name not in room.uses:
        return f"{place}: {room.name} may not use {other.name}"
    return None


def include_faults(rooms, files):
    """Faults of the includes in `files`, {path: text}."""
    faults = []
    for path, text in files.items():
        if not is_source(path):
            continue
        room = room_of(rooms, path)
        if room is None:
            faults.append(f"{path} is in no room of {ROOMS_FILE}")
            continue
        faults += [f"{path}: <{name}> is ours: include it in quotes" for name in BRACKET_INCLUDE.findall(text)]
        for name in INCLUDE.findall(text):
            if name not in files and name + ".in" not in files:
                faults.append(f'{path}: "{name}" is no file of the tree; includes are written from its root')
            elif fault := edge_fault(room, room_of(rooms, name), f'{path}: "{name}"'):
                faults.append(fault)
    return faults


def link_faults(rooms, files):
    """Faults of what the CMakeLists.txt in `files` link."""
    faults = []
    by_name = {room.name: room for room in rooms}
    for path, text in files.items():
        if not path.endswith("/CMakeLists.txt") or path.startswith("tests/"):
            continue
        room = room_of(rooms, path)
        text = CMAKE_COMMENT.sub("", text)
        for name, body in ROOM_CALL.findall(text):
            faults += room_call_faults(by_name, room, path, name, body)
        for name in TARGET.findall(text):
            other = by_name.get(name) or connector_room(rooms, files, name)
            if name in NO_ROOM or room is None:
                continue
            if fault := edge_fault(room, other, f"{path}: samkat_{name}"):
                faults.append(fault)
    return faults


def room_call_faults(by_name, room, path, name, body):
    """Faults of one samkat_room(name …): it is the room of its folder and uses what it may."""
    if room is None:
        return [f"{path} is in no room of {ROOMS_FILE}"]
    is_one_of_many = "*" in room.folder and path.split("/")[-2] == name
    if name != room.name and not is_one_of_many:
        return [f"{path}: samkat_room({name}) in the folder of {room.name}"]
    used = [word for group in USES.findall(body) for word in group.split()]
    faults = [edge_fault(room, by_name.get(word), f"{path}: USES {word}") for word in used]
    return [fault for fault in faults if fault]


def connector_room(rooms, files, name):
    """The Room of a connector's own library: samkat_csv lives in connectors/csv."""
    for room in rooms:
        if "*" in room.folder and f"{room.folder.replace('*', name)}/CMakeLists.txt" in files:
            return room
    return None


def table(rooms):
    """The table of rooms in Markdown."""
    lines = ["| room | folder | what lives there | may use |", "|---|---|---|---|"]
    for room in rooms:
        lines.append(f"| {room.name} | `{room.folder}` | {room.what} | {', '.join(room.uses) or '–'} |")
    return "\n".join(lines) + "\n"


def with_table(document, rooms):
    """`document` with the table between its markers made anew; ValueError if it has no markers."""
    head, begin, rest = document.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT} has no lines {BEGIN} and {END}")
    return f"{head}{BEGIN}\n{table(rooms)}{END}{tail}"


def main(argv):
    if argv != ["--write"]:
        sys.exit(__doc__)
    rooms = parse_rooms((ROOT / ROOMS_FILE).read_text("utf-8"))
    path = ROOT / DOCUMENT
    path.write_text(with_table(path.read_text("utf-8"), rooms), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
