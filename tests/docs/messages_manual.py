"""The manual of messages, docs/reference/messages.md, made from every messages.def.

    python3 -m tests.docs.messages_manual --write     make it anew
"""
import sys

from tests.structure.messages import catalogues
from tests.structure.tree import texts

from .markdown import ROOT

PAGE = ROOT / "docs" / "reference" / "messages.md"
HEAD = """# Messages

Every finding and error of samkat has an id. It stays the same between versions: match on it in monitoring. Words in braces
are filled in when the message is said. *Advice* says what an operator should do.

Texts that are parts of a screen, such as headings and help, are not findings and do not stand here.

This page is made from the `messages.def` of each room and connector: `python3 -m tests.docs.messages_manual --write`.
"""
SEVERITIES = {"error": "error", "warning": "warning", "info": "information"}


def is_screen_text(message):
    """Whether a message is part of a screen: informs, and advises nothing."""
    return message.severity == "info" and not message.texts[2]


def cell(text):
    """Text that Markdown shows as it is."""
    for sign in "\\`*_<|[]":
        text = text.replace(sign, "\\" + sign)
    return text


def entry(catalogue, message):
    sv, en, advice_sv, advice_en = map(cell, message.texts)
    lines = [f"### {catalogue.prefix}{message.name}", "", f"*{SEVERITIES[message.severity]}*", "", f"- English: {en}"]
    lines += [f"- Advice: {advice_en}"] if advice_en else []
    lines += [f"- Svenska: {sv}"]
    lines += [f"- Råd: {advice_sv}"] if advice_sv else []
    return "\n".join(lines) + "\n"


def manual(found):
    """The page, from [Catalogue]."""
    parts = [HEAD]
    for catalogue in sorted(found, key=lambda each: each.prefix):
        said = [message for message in catalogue.messages.values() if not is_screen_text(message)]
        if said:
            parts.append(f"## {catalogue.folder}\n")
            parts += [entry(catalogue, message) for message in sorted(said, key=lambda each: each.name)]
    return "\n".join(parts)


def made():
    """The page as it should be. Faults of the catalogues are for tests.structure.test_messages to find."""
    return manual(catalogues(texts())[0])


def main(argv):
    if argv != ["--write"]:
        sys.exit(__doc__)
    PAGE.write_text(made(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
