"""What the caller asks for: municipalities, their sizes and formats."""

import re
from dataclasses import dataclass

from .names import ascii_lower

FORMATS = ("csv-semicolon", "csv-comma", "xml", "jsonl")
DEFAULTS = (
    "1494:Lidköping:csv-semicolon:pupils=600,staff=60,schools=4",
    "1495:Skara:csv-comma:pupils=400,staff=40,schools=3",
    "1471:Götene:xml:pupils=300,staff=30,schools=3",
    "1445:Essunga:jsonl:pupils=150,staff=18,schools=2,grace=0",
)
_SIZES = {"pupils": 50000000, "staff": 50000000, "schools": 4000,
          "grace": 36500, "lead": 3650}


@dataclass(frozen=True)
class Spec:
    """One municipality. grace and lead are days; sizes are heads at day 0."""

    code: str
    name: str
    format: str
    pupils: int = 300
    staff: int = 30
    schools: int = 3
    grace: int = 30
    lead: int = 10

    @property
    def folder(self):
        """The folder under exports/: the name in lower-case ASCII."""
        return ascii_lower(self.name)

    @property
    def has_gymnasium(self):
        """Whether one of the schools is an upper secondary school (GY)."""
        return self.pupils >= 200 and self.schools >= 2

    @property
    def grades(self):
        """How many school years the municipality has."""
        return 13 if self.has_gymnasium else 10


def parse_spec(text):
    """CODE:NAME:FORMAT[:key=number,...] -> Spec; ValueError says what is wrong."""
    parts = text.split(":")
    if len(parts) not in (3, 4):
        raise ValueError(f"{text!r}: want CODE:NAME:FORMAT[:key=number,...]")
    code, name, format_ = parts[:3]
    if not re.fullmatch(r"[0-9]{4}", code):
        raise ValueError(f"{text!r}: the code has four digits")
    if format_ not in FORMATS:
        raise ValueError(f"{text!r}: the format is one of {', '.join(FORMATS)}")
    if not ascii_lower(name):
        raise ValueError(f"{text!r}: the name needs a letter")
    sizes = {}
    for item in parts[3].split(",") if len(parts) == 4 and parts[3] else ():
        key, _, value = item.partition("=")
        if key not in _SIZES or not re.fullmatch(r"[0-9]+", value):
            raise ValueError(f"{text!r}: {item!r} is none of "
                             + ", ".join(f"{key}=N" for key in _SIZES))
        if int(value) > _SIZES[key]:
            raise ValueError(f"{text!r}: {key} is at most {_SIZES[key]}")
        sizes[key] = int(value)
    spec = Spec(code, name, format_, **sizes)
    if spec.schools < 1:
        raise ValueError(f"{text!r}: at least one school")
    return spec


def parse_specs(texts):
    """A list of Specs whose codes and folders differ."""
    specs = [parse_spec(text) for text in texts]
    for what in ("code", "folder"):
        values = [getattr(spec, what) for spec in specs]
        twice = sorted({v for v in values if values.count(v) > 1})
        if twice:
            raise ValueError(f"two municipalities with the same {what}: {twice[0]}")
    return specs
