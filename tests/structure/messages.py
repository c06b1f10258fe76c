"""The catalogues of messages, and the calls that fill them in: a static look at messages.def and at the C++ source."""
import re
from dataclasses import dataclass

from .tree import is_source

SEVERITIES = ("info", "warning", "error")
TOKEN = re.compile(r'R"(\w*)\(.*?\)\1"|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'|//[^\n]*|/\*.*?\*/', re.S)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CALL = re.compile(r"(?<![\w.>:])(?:\w+::)*(finding|fail)\s*\(\s*((?:\w+::)*)([A-Z][A-Z0-9_]*)\s*(?=[,)])")
PREFIX = re.compile(r'SAMKAT_MESSAGE_CONSTANT\(\s*"([^"]*)"')
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'"}


@dataclass(frozen=True)
class Message:
    name: str
    severity: str
    texts: tuple  # sv, en, advice sv, advice en

    @property
    def placeholders(self):
        return {name for text in self.texts for name in PLACEHOLDER.findall(text)}


def without_comments(text):
    """C++ text with comments blanked, line breaks kept; strings are left alone."""
    def blank(match):
        found = match.group()
        return re.sub(r"[^\n]", " ", found) if found.startswith("/") else found
    return TOKEN.sub(blank, text)


def arguments_of(text, start):
    """The arguments, as texts, of the call whose opening parenthesis is at `start`."""
    depth, arguments, begin, at = 0, [], start + 1, start
    while at < len(text):
        if token := TOKEN.match(text, at):
            at = token.end()
            continue
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return [*arguments, text[begin:at].strip()] if text[begin:at].strip() or arguments else []
        elif text[at] == "," and depth == 1:
            arguments.append(text[begin:at].strip())
            begin = at + 1
        at += 1
    raise ValueError("a call that does not end")


def literal(source):
    """The value of adjacent string literals."""
    if TOKEN.sub("", source).strip():
        raise ValueError(f"{source!r} is no text")
    value = "".join(STRING.findall(source))
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match.group(1), match.group()), value)


def parse_catalogue(text):
    """[Message] of a messages.def; ValueError says what is wrong."""
    text = without_comments(text)
    messages = []
    for call in re.finditer(r"\bMESSAGE\s*\(", text):
        parts = arguments_of(text, call.end() - 1)
        if len(parts) != 6:
            raise ValueError(f"{parts[0] if parts else 'MESSAGE'}: {len(parts)} parts, want 6")
        messages.append(Message(parts[0], parts[1], tuple(literal(part) for part in parts[2:])))
    return messages


def is_prose(text):
    """Whether a text is more than placeholders, signs and a word or two that both languages have."""
    return len(re.findall(r"[^\W\d_]{2,}", PLACEHOLDER.sub("", text))) > 2


def message_faults(message):
    sv, en, advice_sv, advice_en = message.texts
    if message.severity not in SEVERITIES:
        yield f"severity {message.severity}"
    if not sv.strip() or not en.strip():
        yield "a text is empty"
    if message.severity != "info" and not (advice_sv.strip() and advice_en.strip()):
        yield "there is no advice in both languages"
    if (sv == en and is_prose(sv)) or (advice_sv == advice_en and is_prose(advice_sv)):
        yield "both languages say the same"
    for one, other in ((sv, en), (advice_sv, advice_en)):
        if set(PLACEHOLDER.findall(one)) != set(PLACEHOLDER.findall(other)):
            yield "the languages have different placeholders"


@dataclass(frozen=True)
class Catalogue:
    folder: str
    prefix: str
    messages: dict  # name: Message


def catalogues(files):
    """([Catalogue], faults) of every messages.def."""
    found, faults = [], []
    for path, text in files.items():
        if not path.endswith("/messages.def"):
            continue
        folder = path.rpartition("/")[0]
        prefix = PREFIX.search(files.get(f"{folder}/messages.hpp", ""))
        try:
            messages = parse_catalogue(text)
        except ValueError as error:
            faults.append(f"{path}: {error}")
            continue
        if not prefix or not re.fullmatch(r"[A-Z][A-Z0-9]*_", prefix.group(1)):
            faults.append(f"{folder}/messages.hpp: no prefix like ROOM_")
            continue
        names = [message.name for message in messages]
        faults += [f"{path}: {name} stands twice" for name in sorted({name for name in names if names.count(name) > 1})]
        faults += [f"{path}: {message.name}: {fault}" for message in messages for fault in message_faults(message)]
        found.append(Catalogue(folder, prefix.group(1), {message.name: message for message in messages}))
    return found, faults + prefix_faults(found)


def prefix_faults(found):
    faults = []
    for one in found:
        for other in found:
            if one.folder < other.folder and one.prefix == other.prefix:
                faults.append(f"{one.folder} and {other.folder} share the prefix {one.prefix}")
    ids = [one.prefix + name for one in found for name in one.messages]
    return faults + [f"the id {each} is not unique" for each in sorted({each for each in ids if ids.count(each) > 1})]


def catalogue_of(found, path, qualifier, name):
    """The Catalogue that `qualifier::name` in the file means: room_messages:: or room::messages:: says it, else it is
    the file's own room; None if it cannot be told."""
    words = [word for word in qualifier.split("::") if word]
    room = words[-1].removesuffix("_messages") if words and words[-1].endswith("_messages") else None
    if room is None and len(words) > 1 and words[-1] == "messages":
        room = words[-2]
    if room:
        named = [each for each in found if each.folder.split("/")[-1] == room]
    else:
        named = [each for each in found if path.startswith(each.folder + "/")]
    named = [each for each in named if name in each.messages] or [each for each in found if name in each.messages]
    return named[0] if len(named) == 1 else None


def given_names(argument):
    """The names in {{"a", x}, {"b", y}}, or None if the argument is not such a list."""
    if not argument.startswith("{") or not argument.endswith("}"):
        return None
    names = set()
    for pair in arguments_of(argument, 0):
        match = re.match(r'\{\s*"(\w+)"\s*,', pair)
        if not match:
            return None
        names.add(match.group(1))
    return names


def filled_later(text, start):
    """The names that fill() gives within six lines: a reason that has a text in each language is put in afterwards."""
    near = "\n".join(text[start:].split("\n", 7)[:7])
    names = set()
    for call in re.finditer(r"\bfill\s*\(", near):
        arguments = arguments_of(text, start + call.end() - 1)
        names |= (given_names(arguments[1]) if len(arguments) == 2 else None) or set()
    return names


def call_faults(found, files):
    """Calls of finding() and fail() that leave a placeholder of their message open."""
    faults = []
    for path, text in files.items():
        if not is_source(path) or path.endswith(".def"):
            continue
        text = without_comments(text)
        for call in CALL.finditer(text):
            catalogue = catalogue_of(found, path, call.group(2), call.group(3))
            arguments = arguments_of(text, text.index("(", call.start()))
            names = given_names(arguments[2]) if len(arguments) > 2 else set()
            if catalogue is None or names is None:
                continue
            missing = catalogue.messages[call.group(3)].placeholders - names
            if missing and (missing := missing - filled_later(text, call.end())):
                line = text.count("\n", 0, call.start()) + 1
                faults.append(f"{path}:{line}: {call.group(3)} is not given {', '.join(sorted(missing))}")
    return faults


def unused_faults(found, files):
    """Messages that nothing says."""
    said = set()
    for path, text in files.items():
        if is_source(path) and not path.endswith(".def"):
            said.update(re.findall(r"\b[A-Z][A-Z0-9_]+\b", text))
    return [f"{each.folder}/messages.def: nothing says {name}" for each in found for name in each.messages if name not in said]


def literal_faults(found, files):
    """Ids of messages that stand in code as text: a message that gets another name would silently mean nothing there.
    Tests may: they hold on to what other people match on."""
    ids = {each.prefix + name for each in found for name in each.messages}
    faults = []
    for path, text in files.items():
        if not is_source(path) or path.endswith(".def") or path.startswith("tests/"):
            continue
        text = without_comments(text)
        for match in re.finditer(r'"([A-Z][A-Z0-9_]+)"', text):
            if match.group(1) in ids:
                faults.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()} is the message's .id")
    return faults
