"""What the tests of the documentation read of a Markdown file: fenced blocks, links, headings."""
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(```+|~~~+)[ \t]*(.*?)[ \t]*$")
LINK = re.compile(r"\[[^\]\n]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+?\1")


@dataclass(frozen=True)
class Block:
    """A fenced block. `words` is its info string: the language first, then name=value or plain words."""
    path: Path
    line: int
    words: tuple
    text: str

    @property
    def language(self):
        return self.words[0] if self.words else ""

    def option(self, name, otherwise=""):
        """The value of name=value in the info string, "yes" for a plain word."""
        for word in self.words[1:]:
            key, equals, value = word.partition("=")
            if key == name:
                return value if equals else "yes"
        return otherwise

    @property
    def place(self):
        return f"{self.path.name}:{self.line}"


def pages():
    """Every Markdown page for people."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def parse(path):
    """([Block], the text outside of blocks with as many lines as the file)."""
    blocks, outside, fence, words, lines, start = [], [], None, (), [], 0
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        match = FENCE.match(line.strip()) if fence is None or line.strip() == fence else None
        if fence is None and match:
            fence, words, lines, start = match.group(1), tuple(match.group(2).split()), [], number
        elif fence is not None and line.strip() == fence:
            blocks.append(Block(path, start, words, "".join(each + "\n" for each in lines)))
            fence = None
        elif fence is not None:
            lines.append(line)
        outside.append("" if fence is not None or match else line)
    if fence is not None:
        raise ValueError(f"{path.name}:{start}: a block that does not end")
    return blocks, "\n".join(outside)


def links(text):
    """Targets of the links in Markdown without blocks; code spans hold none."""
    return LINK.findall(CODE_SPAN.sub("", text))


def anchors(path):
    """The anchors that GitHub's way of naming headings gives the page."""
    _, text = parse(path)
    found = set()
    for heading in re.findall(r"(?m)^#{1,6}[ \t]+(.+?)[ \t]*#*$", text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found
