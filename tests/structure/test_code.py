"""The habits of the code that a machine can see."""
import unittest
from pathlib import Path

from . import code
from .rooms import ROOMS_FILE, parse_rooms
from .tree import ROOT, texts

ROOMS = parse_rooms((ROOT / ROOMS_FILE).read_text("utf-8"))


class TheTree(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.files = texts()

    def test_heavy_headers_are_in_one_cpp(self):
        self.assertEqual(code.header_faults(ROOMS, self.files), [])

    def test_no_using_namespace(self):
        self.assertEqual(code.namespace_faults(self.files), [])

    def test_files_are_short(self):
        self.assertEqual(code.size_faults(self.files), [])

    def test_nothing_is_marked_as_unfinished(self):
        self.assertEqual(code.unfinished_faults(self.files), [])

    def test_no_paths_of_a_machine_and_no_registries(self):
        self.assertEqual(code.path_faults(self.files, ROOT), [])


class TheChecks(unittest.TestCase):
    """Each fault is seen."""

    def headers(self, **files):
        named = {name.replace("__", "/").replace("_cpp", ".cpp").replace("_hpp", ".hpp"): text for name, text in files.items()}
        return len(code.header_faults(ROOMS, named))

    def test_a_heavy_header_in_a_header(self):
        self.assertEqual(self.headers(daemon__base__json_hpp="#include <nlohmann/json_fwd.hpp>\n"), 1)
        self.assertEqual(self.headers(daemon__directory__x_hpp="#include <ldap.h>\n"), 1)
        self.assertEqual(self.headers(daemon__base__json_cpp="#include <nlohmann/json.hpp>\n"), 0)

    def test_a_heavy_header_twice_in_a_room(self):
        twice = {"daemon__base__a_cpp": "#include <nlohmann/json.hpp>\n", "daemon__base__b_cpp": "#include <nlohmann/json.hpp>\n"}
        self.assertEqual(self.headers(**twice), 1)

    def test_once_in_each_of_two_connectors(self):
        once = {"connectors__a__a_cpp": "#include <simdjson.h>\n", "connectors__b__b_cpp": "#include <simdjson.h>\n"}
        self.assertEqual(self.headers(**once), 0)

    def test_using_namespace(self):
        self.assertEqual(len(code.namespace_faults({"a.cpp": "  using  namespace std;\n", "b.cpp": "// using namespace std\n"})), 1)

    def test_a_long_file(self):
        self.assertEqual(len(code.size_faults({"a.cpp": "\n" * 601, "b.cpp": "\n" * 600})), 1)

    def test_a_long_table(self):
        table = "// clang-format off: a row each\n" + "\n" * 601 + "// clang-format on\n"
        self.assertEqual(code.size_faults({"a.cpp": table}), [])

    def test_marks_of_unfinished_work(self):
        self.assertEqual(code.unfinished_faults({"a.cpp": "x\n// TODO: y\n"}), ["a.cpp:2: TODO"])

    def test_paths_and_hosts(self):
        self.assertEqual(len(code.path_faults({"a": "cd /home/anna/x\n"}, Path("/"))), 1)
        self.assertEqual(len(code.path_faults({"a": "deb http://deb.debian.org/debian\n"}, Path("/"))), 1)
        self.assertEqual(len(code.path_faults({"a": "see /srv/checkout/x\n"}, Path("/srv/checkout"))), 1)
        self.assertEqual(code.path_faults({"a": "in /var/lib/samkat/x and daemon/work/x\n"}, Path("/srv/checkout")), [])


if __name__ == "__main__":
    unittest.main()
