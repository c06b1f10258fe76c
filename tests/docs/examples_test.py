"""What the documentation shows is true: examples parse, links lead somewhere, commands and options exist, generated pages
are up to date."""
import json
import os
import re
import subprocess
import tempfile
import tomllib
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from tests.docs import messages_manual
from tests.docs.markdown import ROOT, anchors, links, pages, parse
from tests.support import schemas

SAMKAT = Path(os.environ.get("SAMKAT_BIN_DIR", ROOT / "build" / "asan" / "bin")) / "samkat"
LANGUAGES = {"", "sh", "toml", "json", "csv", "xml", "ldif", "text", "output", "python", "ebnf", "mapping", "ini", "cpp"}
# A command in a code span or a block of commands: samkat, the words that follow, and options anywhere.
COMMAND = re.compile(r"(?:^|[\s`(;|&])(?<!-[ugo] )samkat(?![\w./-])((?:[ \t]+[^\s`|;&)>]+)*)", re.M)
WORD = re.compile(r"[a-z]+$")
OPTION = re.compile(r"--[a-z][a-z-]*")
VALUED = ("--config", "--lang")


def blocks():
    return [block for path in pages() for block in parse(path)[0]]


def help_of(words):
    """What samkat WORDS --help prints, or None if there is no such command."""
    done = subprocess.run([SAMKAT, "--lang", "en", *words, "--help"], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def commands(text):
    """[(words, options)] of the samkat commands that a text names."""
    found = []
    for match in COMMAND.finditer(text):
        given, words, skip = match.group(1).split(), [], False
        for word in given:
            if skip or word.startswith("-"):
                skip = not skip and word in VALUED
                continue
            if not WORD.match(word) or len(words) == 2:
                break
            words.append(word)
        found.append((words, OPTION.findall(match.group(1))))
    return found


def shown_commands(path):
    """The commands of a page: in blocks of commands and in code spans."""
    in_blocks, text = parse(path)
    spans = "\n".join(re.findall(r"`([^`\n]+)`", text))
    return commands(spans) + [each for block in in_blocks if block.language == "sh" for each in commands(block.text)]


class Examples(unittest.TestCase):
    maxDiff = None

    def test_there_are_pages_and_blocks(self):
        self.assertGreater(len(pages()), 10)
        self.assertGreater(len(blocks()), 20)

    def test_blocks_say_what_they_are(self):
        unknown = [f"{block.place}: {block.language}" for block in blocks() if block.language not in LANGUAGES]
        self.assertEqual(unknown, [])

    def each(self, language, test):
        for block in blocks():
            if block.language == language:
                with self.subTest(block.place):
                    test(block)

    def test_json(self):
        self.each("json", self.is_json)

    def is_json(self, block):
        """One value, or one a line."""
        try:
            value = json.loads(block.text)
        except ValueError:
            value = [json.loads(line) for line in block.text.splitlines()]
        if block.option("schema"):
            self.assertEqual(list(schemas.problems(value, schemas.schema_of(value))), [])

    def test_toml(self):
        self.each("toml", lambda block: tomllib.loads(block.text))

    def test_xml(self):
        self.each("xml", lambda block: ElementTree.fromstring(block.text))

    def test_shell(self):
        self.each("sh", self.is_shell)

    def is_shell(self, block):
        done = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)


MAIN = """profile = "skolfederation"
state_dir = "state"
key_dir = "keys"
"""
MUNICIPALITIES = (("1470", "Vara", "vara"), ("1494", "Lidköping", "lidkoping"), ("1495", "Skara", "skara"))


@unittest.skipUnless(SAMKAT.exists(), "samkat is not built")
class Configurations(unittest.TestCase):
    """```toml config=main``` is a part of samkat.toml, config=municipality of a municipality's file: samkat check finds
    nothing wrong with a configuration that has it."""

    def test_are_right(self):
        for block in blocks():
            if block.option("config"):
                with self.subTest(block.place), tempfile.TemporaryDirectory() as folder:
                    self.check(block, Path(folder))

    def check(self, block, folder):
        text = block.text.replace("/etc/samkat/", f"{folder}/")
        password = folder / "directory-password"
        password.touch(0o600)
        password.write_text("secret")
        (folder / "samkat.toml").write_text(MAIN + (text if block.option("config") == "main" else ""), "utf-8")
        (folder / "municipalities.d").mkdir()
        for code, name, short in MUNICIPALITIES:
            own = text if block.option("config") == "municipality" and code == "1470" else ""
            (folder / "municipalities.d" / f"{short}.toml").write_text(
                f'[municipality]\ncode = "{code}"\nname = "{name}"\nbase = "ou={short},dc=samverkan,dc=example"\n'
                f'scope = "edu.{short}.example"\n{own}', "utf-8")
        done = subprocess.run([SAMKAT, "--config", folder, "--lang", "en", "check", "--json"], capture_output=True, text=True,
                              check=False)
        # What this machine can build of a connector's cage is not what an example says.
        wrong = [each for each in json.loads(done.stdout)["findings"]
                 if each["severity"] == "error" and each["id"] != "CLI_CAGE_REFUSED"]
        self.assertEqual(wrong, [], done.stdout + done.stderr)


class Links(unittest.TestCase):
    def test_lead_to_files_and_headings(self):
        for path in pages():
            for target in links(parse(path)[1]):
                if re.match(r"[a-z]+:", target):
                    continue
                with self.subTest(f"{path.relative_to(ROOT)}: {target}"):
                    name, _, anchor = target.partition("#")
                    to = (path.parent / name).resolve() if name else path
                    self.assertTrue(to.exists() and to.is_relative_to(ROOT), "no such file")
                    if anchor:
                        self.assertIn(anchor, anchors(to))

    def test_every_page_is_linked_from_somewhere(self):
        linked = {(path.parent / target.partition("#")[0]).resolve() for path in pages() for target in links(parse(path)[1])
                  if target.partition("#")[0]}
        alone = [str(path.relative_to(ROOT)) for path in pages() if path not in linked and path.name != "README.md"]
        self.assertEqual(alone, [])


@unittest.skipUnless(SAMKAT.exists(), "samkat is not built")
class Commands(unittest.TestCase):
    def test_exist_with_their_options(self):
        helps, general, seen = {}, help_of([]), 0
        for path in pages():
            for words, options in shown_commands(path):
                while words and (key := tuple(words)) not in helps:
                    helps[key] = help_of(words)
                known = self.longest(helps, words)
                with self.subTest(f"{path.relative_to(ROOT)}: samkat {' '.join([*words, *options])}"):
                    self.assertTrue(known or not words, "no such command")
                    text = general + (helps[known] if known else "")
                    for option in options:
                        self.assertRegex(text, re.escape(option) + r"\b")
                    seen += 1
        self.assertGreater(seen, 20)

    @staticmethod
    def longest(helps, words):
        """The command that the words begin with; the second may be an argument."""
        for length in range(len(words), 0, -1):
            key = tuple(words[:length])
            if key not in helps:
                helps[key] = help_of(key)
            if helps[key] is not None:
                return key
        return None

    def test_each_is_in_the_reference(self):
        page = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
        for name in re.findall(r"(?m)^  ([a-z]+)  ", help_of([])):
            self.assertIn(f"samkat {name}", page)


class Generated(unittest.TestCase):
    maxDiff = None

    def test_manual_of_messages_is_up_to_date(self):
        self.assertEqual(messages_manual.PAGE.read_text("utf-8"), messages_manual.made(),
                         "make it anew: python3 -m tests.docs.messages_manual --write")


class TheChecks(unittest.TestCase):
    """Commands are found in text as they are written."""

    def test_commands(self):
        self.assertEqual(commands("samkat plan --out x.json"), [(["plan"], ["--out"])])
        self.assertEqual(commands("`samkat --lang en log verify`"), [(["log", "verify"], ["--lang"])])
        self.assertEqual(commands('samkat plan | samkat approve 3f9a --now'), [(["plan"], []), (["approve"], ["--now"])])
        self.assertEqual(commands("sudo -u samkat samkat plan"), [(["plan"], [])])
        self.assertEqual(commands("/etc/samkat and samkat.toml, samkatd"), [])


if __name__ == "__main__":
    unittest.main()
