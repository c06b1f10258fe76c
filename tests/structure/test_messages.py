"""Every message is there in both languages, and every call fills it in."""
import unittest

from . import messages as m
from .tree import texts

HPP = '#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("STORE_", __VA_ARGS__)\n'
GOOD = 'MESSAGE(GONE, error, "{path} saknas.", "{path} is gone.", "Leta.", "Look.")\n'


class TheTree(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.files = texts()
        cls.found, cls.faults = m.catalogues(cls.files)

    def test_catalogues_are_whole(self):
        self.assertEqual(self.faults, [])
        self.assertIn("daemon/base", [each.folder for each in self.found])

    def test_calls_fill_in_every_placeholder(self):
        self.assertEqual(m.call_faults(self.found, self.files), [])

    def test_every_message_is_said_somewhere(self):
        self.assertEqual(m.unused_faults(self.found, self.files), [])


    def test_no_id_is_written_out(self):
        self.assertEqual(m.literal_faults(self.found, self.files), [])


class TheChecks(unittest.TestCase):
    """Each fault is seen."""

    def faults(self, text, header=HPP, **more):
        return m.catalogues({"daemon/store/messages.def": text, "daemon/store/messages.hpp": header, **more})[1]

    def test_a_good_catalogue(self):
        self.assertEqual(self.faults("// MESSAGE(ID, …)\n" + GOOD), [])

    def test_texts_may_be_broken_over_lines(self):
        self.assertEqual(m.parse_catalogue('MESSAGE(A, info, "a, "\n "(b\\"", "c", "d", "e")')[0].texts, ('a, (b"', "c", "d", "e"))

    def test_different_placeholders(self):
        self.assertEqual(len(self.faults(GOOD.replace("{path} is", "{file} is"))), 1)
        self.assertEqual(len(self.faults(GOOD.replace("Leta.", "Leta {var}."))), 1)

    def test_a_missing_text(self):
        self.assertEqual(len(self.faults(GOOD.replace('"Look."', '" "'))), 1)
        self.assertEqual(len(self.faults(GOOD.replace(', "Look."', ""))), 1)

    def test_one_language_twice(self):
        same = GOOD.replace('"Leta.", "Look."', '"Leta efter den.", "Leta efter den."')
        self.assertEqual(len(self.faults(same)), 1)

    def test_a_text_without_words_or_with_a_name_may_be_the_same(self):
        self.assertEqual(self.faults('MESSAGE(A, info, "{a}: {b} (status)", "{a}: {b} (status)", "", "")'), [])

    def test_a_severity_that_is_none(self):
        self.assertEqual(len(self.faults(GOOD.replace("error", "fatal"))), 1)

    def test_a_name_twice(self):
        self.assertTrue(self.faults(GOOD + GOOD))

    def test_a_prefix_twice_or_none(self):
        self.assertTrue(self.faults(GOOD, header=""))
        other = {"daemon/run/messages.def": GOOD.replace("GONE", "LOST"), "daemon/run/messages.hpp": HPP}
        self.assertEqual(len(self.faults(GOOD, **other)), 1)

    def calls(self, code, path="daemon/store/store.cpp"):
        files = {"daemon/store/messages.def": GOOD, "daemon/store/messages.hpp": HPP, path: code}
        return m.call_faults(m.catalogues(files)[0], files)

    def test_a_call_that_fills_in_all(self):
        self.assertEqual(self.calls('return fail(messages::GONE, {"x", f(1, 2)}, {{"path", g("a,}b")}, {"more", x}});'), [])
        self.assertEqual(self.calls('finding(samkat::store_messages::GONE, {}, {{"path", x}})', "daemon/run/run.cpp"), [])

    def test_a_call_that_leaves_one_open(self):
        self.assertEqual(self.calls('\nreturn fail(messages::GONE, {}, {{"file", x}});'),
                         ["daemon/store/store.cpp:2: GONE is not given path"])
        self.assertEqual(len(self.calls("return fail(store_messages::GONE);", "daemon/run/run.cpp")), 1)

    def test_a_placeholder_that_is_filled_in_afterwards(self):
        self.assertEqual(self.calls('auto r = finding(messages::GONE);\nr.sv = fill(r.sv, {{"path", e.sv}});'), [])

    def test_a_call_in_a_comment_or_with_a_list_made_elsewhere(self):
        self.assertEqual(self.calls("// return fail(messages::GONE);\nfail(messages::GONE, {}, arguments);"), [])

    def test_a_message_that_nothing_says(self):
        files = {"daemon/store/messages.def": GOOD, "daemon/store/messages.hpp": HPP, "daemon/store/a.cpp": ""}
        self.assertEqual(len(m.unused_faults(m.catalogues(files)[0], files)), 1)

    def test_an_id_that_is_written_out(self):
        files = {"daemon/store/messages.def": GOOD, "daemon/store/messages.hpp": HPP}
        for path, code, count in (("daemon/run/a.cpp", 'id == "STORE_GONE"', 1), ("daemon/run/a.cpp", 'id == "STORE_OTHER"', 0),
                                  ("tests/unit/a.cpp", 'id == "STORE_GONE"', 0)):
            self.assertEqual(len(m.literal_faults(m.catalogues(files)[0], {**files, path: code})), count)


if __name__ == "__main__":
    unittest.main()
