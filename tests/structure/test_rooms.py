"""The edges between rooms are those of rooms.txt and no others."""
import unittest

from . import rooms as r
from .tree import ROOT, texts

ROOMS = r.parse_rooms((ROOT / r.ROOMS_FILE).read_text("utf-8"))


class TheTree(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.files = texts()

    def test_includes(self):
        self.assertEqual(r.include_faults(ROOMS, self.files), [])

    def test_links(self):
        self.assertEqual(r.link_faults(ROOMS, self.files), [])

    def test_the_table_in_the_architecture_is_up_to_date(self):
        document = self.files[r.DOCUMENT]
        self.assertEqual(r.with_table(document, ROOMS), document, "python3 -m tests.structure.rooms --write")


class TheChecks(unittest.TestCase):
    """Each fault is seen."""

    FILES = {"daemon/base/text.hpp": "", "daemon/model/dn.hpp": '#include "daemon/base/text.hpp"\n',
             "daemon/store/store.hpp": "", "connectors/sdk/connector.hpp": "", "connectors/csv/main.cpp": ""}

    def includes(self, path, text):
        return r.include_faults(ROOMS, {**self.FILES, path: text})

    def test_allowed_edges_are_no_faults(self):
        self.assertEqual(self.includes("connectors/csv/main.cpp", '#include "connectors/sdk/connector.hpp"\n'), [])

    def test_an_edge_upwards(self):
        faults = self.includes("daemon/model/dn.cpp", '#include "daemon/store/store.hpp"\n')
        self.assertEqual(faults, ['daemon/model/dn.cpp: "daemon/store/store.hpp": model may not use store'])

    def test_one_connector_and_the_daemon(self):
        self.assertEqual(len(self.includes("connectors/csv/main.cpp", ' # include "daemon/model/dn.hpp"\n')), 1)

    def test_a_file_in_no_room(self):
        self.assertEqual(len(self.includes("daemon/attic/old.cpp", "")), 1)

    def test_an_include_that_is_not_from_the_root(self):
        self.assertEqual(len(self.includes("daemon/model/dn.cpp", '#include "dn.hpp"\n')), 1)

    def test_an_include_in_brackets(self):
        self.assertEqual(len(self.includes("daemon/model/dn.cpp", "#include <daemon/base/text.hpp>\n")), 1)

    def links(self, path, text):
        return r.link_faults(ROOMS, {"connectors/csv/CMakeLists.txt": "", path: text})

    def test_links_that_are_allowed(self):
        self.assertEqual(self.links("daemon/store/CMakeLists.txt", "samkat_room(store\n SOURCES a.cpp\n USES model LIBRARIES x)"), [])
        self.assertEqual(self.links("connectors/csv/CMakeLists.txt", "samkat_room(csv SOURCES a.cpp USES sdk)\n"
                                    "target_link_libraries(samkat-connector-csv PRIVATE samkat_csv)"), [])

    def test_a_link_upwards(self):
        self.assertEqual(self.links("daemon/store/CMakeLists.txt", "samkat_room(store USES\n model\n run)"),
                         ["daemon/store/CMakeLists.txt: USES run: store may not use run"])

    def test_a_link_beside_the_function(self):
        self.assertEqual(len(self.links("daemon/store/CMakeLists.txt", "target_link_libraries(samkat_store PUBLIC samkat_run)")), 1)

    def test_a_room_under_another_name(self):
        self.assertEqual(len(self.links("daemon/store/CMakeLists.txt", "samkat_room(attic SOURCES a.cpp)")), 1)

    def test_an_edge_to_a_room_below_in_the_list(self):
        with self.assertRaises(ValueError):
            r.parse_rooms("a | daemon/a | b | x\nb | daemon/b | | y\n")

    def test_the_table_is_put_between_the_markers(self):
        document = f"before\n{r.BEGIN}\nold\n{r.END}\nafter\n"
        new = r.with_table(document, ROOMS)
        self.assertTrue(new.startswith("before\n") and new.endswith("\nafter\n"))
        self.assertNotIn("old\n", new.split(r.END)[0].split(r.BEGIN)[0])
        self.assertIn("| base | `daemon/base` |", new)
        self.assertEqual(r.with_table(new, ROOMS), new)


if __name__ == "__main__":
    unittest.main()
