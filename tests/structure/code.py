"""Habits of the code that a machine can see: where heavy headers are, sizes of files, words of unfinished work, paths
of somebody's machine."""
import re

from .rooms import room_of
from .tree import is_source

# Headers that cost seconds a file: in one .cpp of a room, behind types of the room's own.
IN_ONE_FILE = ("spdlog/", "nlohmann/", "CLI/", "toml++/", "simdjson.h")
# Headers of libraries whose types no header of ours shows.
IN_CPP_ONLY = IN_ONE_FILE + ("re2/", "unicode/", "pugixml.hpp", "expat.h", "csv.h", "ldap.h", "lber.h", "SQLiteCpp/",
                             "sqlite3.h", "openssl/", "zlib.h", "curl/", "fmt/")
MAX_LINES = 600
BRACKETS = re.compile(r"(?m)^[ \t]*#[ \t]*include[ \t]*<([^>\n]+)>")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
USING_NAMESPACE = re.compile(r"(?m)^[^/\n\"]*\busing\s+namespace\b")
# Folders of somebody's machine, and places that packages are fetched from.
MACHINE = re.compile(r"(?<![\w.$}*~)-])/(?:home|work|workspace|farm|builds|Users|private)/\w")
REGISTRY = re.compile(r"\b(?:deb\.debian\.org|security\.debian\.org|snapshot\.debian\.org|pypi\.org|pythonhosted\.org"
                      r"|registry\.npmjs\.org|crates\.io|proxy\.golang\.org|docker\.io|ghcr\.io|quay\.io|\w+\.pkg\.dev)\b")
SELF = "tests/structure/"  # these files name what they look for


def header_faults(rooms, files):
    faults, seen = [], {}
    for path, text in files.items():
        if not is_source(path):
            continue
        for name in BRACKETS.findall(text):
            if not path.endswith((".cpp", ".cpp.in")) and name.startswith(IN_CPP_ONLY):
                faults.append(f"{path}: <{name}> belongs in a .cpp, behind a type of our own")
            library = next((each for each in IN_ONE_FILE if name.startswith(each)), None)
            room = room_of(rooms, path)
            if library and room:
                folder = path.rpartition("/")[0] if "*" in room.folder else room.folder
                seen.setdefault((folder, library), set()).add(path)
    for (folder, library), paths in sorted(seen.items()):
        if len(paths) > 1:
            faults.append(f"{folder}: <{library}…> is included by {', '.join(sorted(paths))}: one file is enough")
    return faults


def namespace_faults(files):
    return [f"{path}: using namespace" for path, text in files.items()
            if path.endswith((".cpp", ".hpp", ".h", ".cc", ".cpp.in")) and USING_NAMESPACE.search(text)]


TABLE = re.compile(r"(?s)// clang-format off.*?// clang-format on")


def size_faults(files):
    """Files that people write and read; tables, a row each, and published texts are as long as they are."""
    faults = []
    for path, text in files.items():
        lines = TABLE.sub("", text).count("\n")
        if lines > MAX_LINES and path.endswith((".cpp", ".hpp", ".py", ".txt", ".cmake", ".sh", "run")):
            faults.append(f"{path}: {lines} lines, more than {MAX_LINES}")
    return faults


def unfinished_faults(files):
    faults = []
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if not path.startswith(SELF) and (found := UNFINISHED.search(line)):
                faults.append(f"{path}:{number}: {found.group()}")
    return faults


def path_faults(files, root):
    """Paths of a machine, the checkout's own above all, and hosts of registries."""
    faults = []
    own = str(root) if len(root.parts) > 2 else None
    for path, text in files.items():
        if path.startswith(SELF):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            found = MACHINE.search(line) or REGISTRY.search(line)
            if found or (own and own in line):
                faults.append(f"{path}:{number}: {found.group() if found else own}")
    return faults
