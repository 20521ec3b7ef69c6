#!/usr/bin/python3
"""What docs/adding-guidance.md tells a board to do, done to a running server: a clock and a form are
added as files, and what is wrong with a file is said. Arguments: candour-server,
candour-dev-identity, candour."""

import json
import pathlib
import re
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

from desk import PROGRAMS, Desk  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/adding-guidance.md").read_text()


def setUpModule():
    global desk
    desk = Desk()
    unittest.addModuleCleanup(desk.close)
    loading = desk.run("demo", "load")
    if loading.returncode != 0:
        raise AssertionError(loading.stderr)


def example(name):
    """The file that the page shows under this name."""
    return re.search(rf"^```textproto {name}\n(.*?)^```", PAGE, re.M | re.S).group(1)


class Guidance(unittest.TestCase):
    OFFICE = ["--tenant", "ashbrook", "--as", "cdop_administrator"]

    def adopt(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".textproto") as file:
            file.write(text)
            file.flush()
            ran = desk.run(*self.OFFICE, "do", "AdoptEdition", "--data", f"@{file.name}")
        return ran.returncode, " ".join((ran.stdout + ran.stderr).split())

    def cases(self):
        return [case for case in desk.json("--tenant", "ashbrook", "case", "list")["cases"]
                if case["kind"] == "CHILD_DEATH"]

    def clocks_of(self, case):
        return json.dumps(desk.json("--tenant", "ashbrook", "case", "clocks", case["reference"],
                                    "--all"))

    def test_a_clock(self):
        case = self.cases()[0]
        self.assertNotIn("leaflet_promised", self.clocks_of(case))
        code, told = self.adopt(example("clock"))
        self.assertEqual(0, code, told)
        self.assertIn("leaflet_promised", self.clocks_of(case))
        self.assertIn("Bereavement protocol of the board", self.clocks_of(case))

    def test_a_form_and_a_new_version_of_it(self):
        form = example("form")
        agency = desk.json("--tenant", "ashbrook", "agency", "list")["agencies"][0]["name"]
        day = desk.json("--tenant", "ashbrook", "meetings")["as_of"]["now"][:10]

        case = next(one for one in self.cases() if one["stage"] in ("collecting reports",
                                                                    "in scope", "listed"))
        request = "5b0f6a52-0000-4000-8000-000000000001"
        asked = desk.run(*self.OFFICE, "do", "RequestAgencyReport", "--case_id", case["reference"],
                         "--agency_id", agency, "--request_id", request, "--form_type",
                         "bereavement_visit", "--requested_on", day, "--due_on", day)
        self.assertEqual(0, asked.returncode, asked.stderr)

        def draft():
            answers = {"form_type": "bereavement_visit", "answers": [
                {"field": "visited_on", "given": {"values": [{"date": {
                    "year": 2013, "month": 4, "day": 1}}]}},
                {"field": "told", "given": {"values": [{"text": "They ask when the panel meets."}]}}]}
            ran = desk.run(*self.OFFICE, "do", "SaveAgencyDraft", "--case_id", case["reference"],
                           "--request_id", request, "--answers", json.dumps(answers))
            return ran.returncode, " ".join((ran.stdout + ran.stderr).split())

        code, told = draft()
        self.assertNotEqual(0, code)
        self.assertIn("bereavement_visit", told)
        code, told = self.adopt(form)
        self.assertEqual(0, code, told)
        code, told = draft()
        self.assertEqual(0, code, told)

        later = form.replace('"2012"', '"2013"').replace("The visit", "The visit and after")
        self.assertIn("has versions 2012 and 2013 in force on the same days", self.adopt(later)[1])
        ended = form.replace("local: true", "in_force_to { year: 2013 month: 3 day: 31 } local: true")
        self.assertEqual(0, self.adopt(ended)[0])
        begun = later.replace("year: 2012", "year: 2013")
        self.assertEqual(0, self.adopt(begun)[0])

    def test_what_a_file_is_refused_for(self):
        clock, form = example("clock"), example("form")
        for text, old, new, said in (
                (clock, "starts_at", "begins_at", 'no field named "begins_at"'),
                (clock, '"notified"', '"heard_of"', 'starts_at: there is no milestone "heard_of"'),
                (clock, "period { amount: 5 unit: WORKING_DAYS }", "", "due neither after a period"),
                (clock, '"leaflet_promised"', '"registrar_particulars"',
                 "an adopted edition has a clock registrar_particulars"),
                (clock, 'document: "Bereavement protocol of the board" ', "",
                 "source.document is missing"),
                (form, "type: DATE", "type: DAY", "DAY")):
            wrong = text.replace(old, new)
            self.assertNotEqual(text, wrong)
            code, told = self.adopt(wrong)
            self.assertNotEqual(0, code, said)
            self.assertIn(said, told)


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:4])
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
