#!/usr/bin/python3
"""Tables kept before, taken over by the command line into the demonstration: registers, plans and
agencies' chronologies. Arguments: candour-server, candour-dev-identity, candour."""

import datetime
import json
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

from desk import PROGRAMS, Desk  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]


def setUpModule():
    global desk
    desk = Desk()
    unittest.addModuleCleanup(desk.close)
    loading = desk.run("demo", "load")
    if loading.returncode != 0:
        raise AssertionError(loading.stderr)


HEADINGS = "Reference,DOB,Died on,Sex,Notified on,Notified by\n"


class Registers(unittest.TestCase):
    """A register kept before is taken over."""

    RIGHT = "OLD-1,2009-03-01,2010-12-20,F,2010-12-21 09:30,hospital\n"
    WRONG = "OLD-2,2010-03-12,2010-12-20,boy,Ongoing,hospital\n"
    MENDED = "OLD-2,2010-03-12,2010-12-20,boy,2010-12-22,hospital\n"

    def take(self, rows, *options):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as register:
            register.write(HEADINGS + rows)
            register.flush()
            ran = desk.run("--json", "--tenant", "ashbrook", "import", register.name, "--plan",
                           f"{ROOT}/tools/candour/paper/plans/child_deaths.textproto", *options)
        told = json.loads(ran.stdout)["rows"]
        return [row["outcome"] for row in told[1:]], told[1:]

    def test_a_file_put_right_and_imported_again_takes_what_is_new(self):
        before = desk.sizes()["ashbrook"]
        self.assertEqual(["TAKEN", "REFUSED"], self.take(self.RIGHT + self.WRONG)[0])
        self.assertEqual(before, desk.sizes()["ashbrook"])
        self.assertEqual(["TAKEN", "REFUSED"], self.take(self.RIGHT + self.WRONG, "--record")[0])
        # The same file again, tried and recorded.
        for record in ([], ["--record"]):
            self.assertEqual(["TAKEN_BEFORE", "REFUSED"],
                             self.take(self.RIGHT + self.WRONG, *record)[0])
        after = desk.sizes()["ashbrook"]
        self.assertLess(before, after)
        outcomes, rows = self.take(self.RIGHT + self.MENDED)
        self.assertEqual(["TAKEN_BEFORE", "TAKEN_WITH_DOUBT"], outcomes)
        self.assertIn("start of the day", rows[1]["doubts"][0])
        self.assertEqual(after, desk.sizes()["ashbrook"])
        self.take(self.RIGHT + self.MENDED, "--record")
        whole = desk.sizes()["ashbrook"]
        self.assertEqual(["PASSED_OVER", "TAKEN_BEFORE", "TAKEN_BEFORE"],
                         self.take("\n" + self.RIGHT + self.MENDED, "--record")[0])
        changed, rows = self.take(self.RIGHT.replace(",F,", ",M,"), "--record")
        self.assertEqual(["REFUSED"], changed)
        self.assertIn("correct it in Candour", rows[0]["problems"][0])
        self.assertEqual(whole, desk.sizes()["ashbrook"])


class Plans(unittest.TestCase):
    """A plan kept before is taken over, and followed."""

    TABLE = ("No.,Recommendation,Action,Lead,Measure,By when,Progress\n"
             "1,Hear children,Ask them,Head of Service,They say so,31 st March 2015,Achieved\n"
             ",,Tell them,Ada Example,They know,July 2014 and January 2015,Delayed\n"
             "2,Share what is known,Write it down,,,Ongoing,\n")

    def take(self, table, *options, title="Plan of earlier years"):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as plan:
            plan.write(table)
            plan.flush()
            ran = desk.run("--json", "--tenant", "ashbrook", "plan", "import", plan.name,
                           "--title", title, "--made-on", "2013-01-07", *options)
        if not ran.stdout:
            raise AssertionError(ran.stderr)
        rows = json.loads(ran.stdout)["rows"]
        return [row["outcome"] for row in rows[1:]], rows[1:]

    def test_a_plan_is_tried_taken_once_and_followed(self):
        board = desk.json("--tenant", "ashbrook", "recommendations")["recommendations"][0]
        owner = board["actions"][0]["owner_agency_name"]
        self.assertEqual(["REFUSED"] * 3, self.take(self.TABLE)[0])
        before = desk.sizes()["ashbrook"]
        taken = ["TAKEN_WITH_DOUBT"] * 3
        self.assertEqual(taken, self.take(self.TABLE, "--owner", owner)[0])
        self.assertEqual(before, desk.sizes()["ashbrook"])
        self.assertEqual(taken, self.take(self.TABLE, "--owner", owner, "--record")[0])
        after = desk.sizes()["ashbrook"]
        self.assertLess(before, after)
        again = ["TAKEN_BEFORE"] * 3
        self.assertEqual(again, self.take(self.TABLE, "--owner", owner, "--record")[0])
        self.assertEqual(again, self.take(self.TABLE, "--owner", owner)[0])
        # The same in another way: days written otherwise, and a column that is not known.
        other = (self.TABLE.replace("31 st March 2015", "31/03/2015")
                 .replace("Measure", "Measure,Colour of the file")
                 .replace("They say so", "They say so,red").replace("They know", "They know,blue")
                 .replace("Write it down,,", "Write it down,,,"))
        self.assertEqual(again, self.take(other, "--owner", owner, "--record")[0])
        self.assertEqual(after, desk.sizes()["ashbrook"])
        changed, rows = self.take(self.TABLE.replace("March", "May"), "--owner", owner, "--record")
        self.assertEqual(["REFUSED", "TAKEN_BEFORE", "TAKEN_BEFORE"], changed)
        self.assertIn("change it in Candour", rows[0]["problems"][0])
        self.assertEqual(after, desk.sizes()["ashbrook"])

        actions = {row["action"]["text"]: row for row in
                   desk.json("--tenant", "ashbrook", "actions")["actions"]
                   if row["plan_title"] == "Plan of earlier years"}
        self.assertEqual({"Ask them", "Tell them", "Write it down"}, set(actions))
        self.assertEqual("Ongoing", actions["Write it down"]["action"]["due_words"])
        self.assertNotIn("Ada Example", json.dumps(actions))
        told = desk.run("--tenant", "ashbrook", "plan", "progress", "Plan of earlier years")
        self.assertEqual(0, told.returncode, told.stderr)
        self.assertIn("0 of 3 actions verified", told.stdout)
        self.assertIn("Recommendation 1 has no response.", told.stdout)


    def test_a_row_is_taken_whole_or_not_at_all(self):
        board = desk.json("--tenant", "ashbrook", "recommendations")["recommendations"][0]
        owner = board["actions"][0]["owner_agency_name"]
        table = ("No.,Recommendation,Action,Lead\n"
                 f"1,Hear children,Ask,Nobody known\n,,Tell,{owner}\n2,Share,Look,Nobody known\n")
        title = "Plan of parts"
        before = desk.sizes()["ashbrook"]
        for record in ([], ["--record"]):
            self.assertEqual(["REFUSED", "TAKEN_WITH_DOUBT", "REFUSED"],
                             self.take(table, *record, title=title)[0])
        self.assertLess(before, desk.sizes()["ashbrook"])
        taken = [row for row in desk.json("--tenant", "ashbrook", "recommendations")
                 ["recommendations"] if row["plan_title"] == title]
        self.assertEqual([("1", ["Tell"])],
                         [(row["number"], [one["text"] for one in row["actions"]])
                          for row in taken])
        plans = desk.json("--tenant", "ashbrook", "plan", "list")["plans"]
        self.assertEqual([1], [plan["recommendations"] for plan in plans
                               if plan["title"] == title])
        # Put right, the rest comes.
        self.assertEqual(["TAKEN_WITH_DOUBT", "TAKEN_BEFORE", "TAKEN_WITH_DOUBT"],
                         self.take(table, "--owner", owner, "--record", title=title)[0])

    def test_a_row_put_above_others_takes_nothing_twice(self):
        board = desk.json("--tenant", "ashbrook", "recommendations")["recommendations"][0]
        owner = ["--owner", board["actions"][0]["owner_agency_name"], "--record"]
        title = "Plan without numbers"
        headings = "Recommendation,Action,Lead,Progress\n"
        rows = "Hear children,Ask,,On track\nShare,Tell,,On track\n"
        self.assertEqual(["TAKEN_WITH_DOUBT"] * 2, self.take(headings + rows, *owner, title=title)[0])
        more = headings + "Train,Begin,,On track\n" + rows
        outcomes, told = self.take(more, *owner, title=title)
        self.assertEqual(["TAKEN_WITH_DOUBT", "TAKEN_BEFORE", "TAKEN_BEFORE"], outcomes)
        self.assertEqual(["3", "1", "2"], [row["key"] for row in told])
        self.assertEqual(["TAKEN_BEFORE"] * 3, self.take(more, *owner, title=title)[0])


    def test_a_row_in_other_words_is_not_taken_beside_the_first(self):
        board = desk.json("--tenant", "ashbrook", "recommendations")["recommendations"][0]
        owner = ["--owner", board["actions"][0]["owner_agency_name"]]
        for title, headings, first, other in (
                ("Plan with numbers", "No.,Recommendation,Action,Lead\n",
                 "1,Hear children,Ask,\n", "1,Hear children,Ask each,\n"),
                ("Plan of none", "Recommendation,Action,Lead\n",
                 "Hear children,Ask,\n", "Hear children,Ask each,\n")):
            second = "2,Share,Tell,\n" if "No." in headings else "Share,Tell,\n"
            taken = ["TAKEN_WITH_DOUBT"] * 2
            self.assertEqual(
                taken, self.take(headings + first + second, *owner, "--record", title=title)[0])
            before = desk.sizes()["ashbrook"]
            for record in ([], ["--record"]):
                outcomes, rows = self.take(headings + other + second, *owner, *record, title=title)
                self.assertEqual(["REFUSED", "TAKEN_BEFORE"], outcomes)
                self.assertIn('taken before with "Ask", which the file no longer has',
                              rows[0]["problems"][0])
            self.assertEqual(before, desk.sizes()["ashbrook"])
        # A recommendation in other words, without a number, is taken with that doubt.
        outcomes, rows = self.take(headings + "Listen to children,Ask,\n" + second, *owner,
                                   title=title)
        self.assertEqual(["TAKEN_WITH_DOUBT", "TAKEN_BEFORE"], outcomes)
        self.assertIn("it may be the same in other words", " ".join(rows[0]["doubts"]))

    def test_what_the_file_no_longer_has_is_told_and_stays(self):
        board = desk.json("--tenant", "ashbrook", "recommendations")["recommendations"][0]
        owner = ["--owner", board["actions"][0]["owner_agency_name"], "--record"]
        headings = "No.,Recommendation,Action,Lead\n"
        rows = "1,Hear children,Ask,\n2,Share,Tell,\n"
        title = "Plan that became shorter"
        self.take(headings + rows, *owner, title=title)
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as plan:
            plan.write(headings + "1,Hear children,Ask,\n3,Train,Begin,\n")
            plan.flush()
            ran = desk.run("--json", "--tenant", "ashbrook", "plan", "import", plan.name,
                           "--title", title, "--made-on", "2013-01-07", *owner)
        rows = json.loads(ran.stdout)["rows"]
        self.assertEqual(["PASSED_OVER", "TAKEN_BEFORE", "TAKEN_WITH_DOUBT"],
                         [row["outcome"] for row in rows])
        self.assertIn('the plan keeps 1 action that the file no longer has: 2 "Tell"',
                      rows[0]["problems"][0])

    def test_headings_alone_open_no_plan(self):
        before = desk.sizes()["ashbrook"]
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as plan:
            plan.write("Action,Lead\n")
            plan.flush()
            ran = desk.run("--tenant", "ashbrook", "plan", "import", plan.name, "--title", "None",
                           "--made-on", "2013-01-07", "--record")
        self.assertNotEqual(0, ran.returncode)
        self.assertIn("no row below them", " ".join(ran.stderr.split()))
        self.assertEqual(before, desk.sizes()["ashbrook"])

    def test_a_wrong_option_is_refused_by_its_own_name(self):
        for option, day, said in (("--made-on", "2013-13-01", "--made-on: "),
                                  ("--made-on", "2033-01-01", "--made-on: 2033-01-01 lies ahead"),
                                  ("--updated-on", "soon", "--updated-on: ")):
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as plan:
                plan.write(self.TABLE)
                plan.flush()
                options = {"--title": "Plan", "--made-on": "2013-01-07", option: day}
                ran = desk.run("--tenant", "ashbrook", "plan", "import", plan.name,
                               *[word for pair in options.items() for word in pair])
            self.assertNotEqual(0, ran.returncode)
            self.assertIn(said, " ".join(ran.stderr.split()))
            self.assertNotIn("opened_on", ran.stderr)


class Names(unittest.TestCase):
    """What people call things is taken wherever an id is, and what is not known is listed."""

    def said(self, *words):
        ran = desk.run(*words)
        return ran.returncode, " ".join((ran.stdout + ran.stderr).split())

    def test_agencies_by_name(self):
        agencies = desk.json("--tenant", "ashbrook", "agency", "list")["agencies"]
        one = agencies[0]
        code, told = self.said("--tenant", "ashbrook", "agency", "list")
        self.assertEqual(0, code)
        self.assertIn(one["agency_id"], told)
        by_id = desk.json("--tenant", "ashbrook", "actions", "--agency", one["agency_id"])
        by_name = desk.json("--tenant", "ashbrook", "actions", "--agency", one["name"].upper())
        self.assertEqual(by_id.get("total"), by_name.get("total"))
        for words in (("actions",), ("recommendations",), ("agency", "owes"),
                      ("agency", "timeliness"), ("review", "contributions")):
            code, told = self.said("--tenant", "ashbrook", *words, "--agency", "Nobody at all")
            self.assertNotEqual(0, code)
            self.assertIn(one["name"], told, words)

    def test_a_stage_that_is_not_known_is_answered_with_those_that_are(self):
        for words, known in ((("case", "list"), "on hold"), (("review", "list"), "lead passed on"),
                             (("register",), "transferred away")):
            code, told = self.said("--tenant", "ashbrook", *words, "--stage", "half way")
            self.assertNotEqual(0, code, words)
            self.assertIn("no such stage", told)
            self.assertIn(known, told)
            self.assertEqual(0, self.said("--tenant", "ashbrook", *words, "--stage",
                                          known.title().replace(" ", "-"))[0])

    def test_other_choices_are_listed_too(self):
        for words in (("review", "list", "--option", "perhaps"), ("actions", "--rag", "pink"),
                      ("actions", "--source", "rumour"), ("recommendations", "--rag", "pink"),
                      ("case", "list", "--kind", "perhaps"),
                      ("audit", "decisions", "--odd", "perhaps")):
            code, told = self.said("--tenant", "ashbrook", *words)
            self.assertNotEqual(0, code, words)
            self.assertRegex(told, r"\w+, \w+", words)

    def test_a_meeting_that_is_past_is_not_ahead(self):
        code, told = self.said("--tenant", "ashbrook", "meetings", "--until", "2009-12-31")
        self.assertEqual(0, code)
        self.assertNotIn("ahead", told)

    def test_what_lies_ahead_is_not_answered(self):
        case = desk.json("--tenant", "ashbrook", "case", "list", "--all")["cases"][0]["reference"]
        now = desk.json("--tenant", "ashbrook", "meetings")["as_of"]["now"][:10]
        code, told = self.said("--tenant", "ashbrook", "audit", "as-of", case, now)
        self.assertEqual(0, code, told)
        tomorrow = str(datetime.date.fromisoformat(now) + datetime.timedelta(days=1))
        code, told = self.said("--tenant", "ashbrook", "audit", "as-of", case, tomorrow)
        self.assertNotEqual(0, code)
        self.assertIn("WHEN: this lies ahead", told)


class References(unittest.TestCase):
    """A register is not taken over under references that the board uses already."""

    ROWS = ("av-2012-06,2009-03-01,2010-12-20,F,2010-12-21 09:30,hospital\n"
            "NEW-1,2009-03-02,2010-12-20,F,2010-12-21 09:30,hospital\n"
            "new-1,2010-03-12,2010-12-20,boy,2010-12-21 09:30,hospital\n")

    def test_row_by_row_and_in_a_trial_too(self):
        before = desk.sizes()["ashbrook"]
        for options in ((), ("--record",)):
            outcomes, rows = Registers.take(self, self.ROWS, *options)
            self.assertEqual(["REFUSED", "TAKEN", "REFUSED"], outcomes)
            self.assertEqual([2, 3, 4], [row["number"] for row in rows])
            self.assertIn("The board keeps another case under av-2012-06. If it is the same child",
                          rows[0]["problems"][0])
            self.assertIn("row 3 has the same reference", rows[2]["problems"][0])
            if not options:
                self.assertEqual(before, desk.sizes()["ashbrook"])


class Chronologies(unittest.TestCase):
    """An agency's table is taken once, however long, and a new one takes the place of all of it."""

    REVIEW = "MH-SCR-2008-2"
    HEADINGS = "Date,Event,Source,Known on\n"
    LINES = 700

    def setUp(self):
        opened = desk.run("--tenant", "millharbour", "--as", "case_review_coordinator", "do",
                          "OpenChronology", "--review_id", self.REVIEW, "--period_from",
                          "2007-01-01", "--period_until", "2008-03-31", "--opened_on",
                          "2009-03-01")
        self.assertEqual(0, opened.returncode, opened.stderr)
        whole = self.whole()
        # By its name; the list gives the id beside it.
        self.agency = desk.json("--tenant", "millharbour", "review", "contributions",
                                "--all")["contributions"][0]["agency_name"]
        self.assertNotIn("entries", whole)

    def whole(self):
        return desk.json("--tenant", "millharbour", "chronology", "show", self.REVIEW)

    def take(self, rows, *options):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as table:
            table.write(self.HEADINGS + rows)
            table.flush()
            return desk.run("--json", "--tenant", "millharbour", "chronology", "import", table.name,
                            "--review", self.REVIEW, "--agency", self.agency, "--submitted-on",
                            "2009-03-01", "--plan",
                            f"{ROOT}/tools/candour/paper/plans/chronology.textproto",
                            "--called", "Ada Example=Child A", *options)

    def test_a_long_table_is_taken_once_and_replaced_whole(self):
        rows = "".join(f"2007-02-0{1 + n % 9},Ada Example seen {n}: {'x' * 400}.,Record {n}\n"
                       for n in range(self.LINES))
        before = desk.sizes()["millharbour"]
        ran = self.take(rows)
        self.assertEqual(0, ran.returncode, ran.stderr[:2000] + ran.stdout[:2000])
        self.assertEqual(before, desk.sizes()["millharbour"])
        # A row that a rule stands against is refused, and keeps no other back.
        spoilt = (rows + f"2007-03-01,{'y' * 20_001},Record\n" +
                  "2007-03-05,Fell ill.,Record,2007-03-04\n")
        for record in ([], ["--record"]):
            self.assertEqual(before, desk.sizes()["millharbour"])
            ran = self.take(spoilt, *record)
            self.assertNotEqual(0, ran.returncode)
            told = json.loads(ran.stdout)["rows"]
            self.assertEqual(["TAKEN"] * self.LINES + ["REFUSED"] * 2,
                             [row["outcome"] for row in told[1:]])
            self.assertIn("20000", told[-2]["problems"][0].replace(",", ""))
            self.assertIn("the day it became known lies on 4 March 2007", told[-1]["problems"][0])
        whole = self.whole()
        self.assertEqual(self.LINES, len(whole["entries"]))
        self.assertLess(1, len(whole["sources"]))
        self.assertNotIn("Ada Example", json.dumps(whole))
        after = desk.sizes()["millharbour"]
        self.assertEqual(0, self.take(rows, "--record").returncode)
        self.assertEqual(after, desk.sizes()["millharbour"])

        # Names become letters however they are written; of what is left of one the line says so.
        named = "2007-02-01,ADA  example and A. Example seen.,Record 1\n"
        rows = json.loads(self.take(named).stdout)["rows"]
        self.assertEqual("TAKEN_WITH_DOUBT", rows[1]["outcome"])
        self.assertIn("stands in what happened, and is kept", rows[1]["doubts"][0])
        self.assertNotIn("Example", rows[1]["doubts"][0])

        shorter = "2007-02-01,Seen.,Record 1\n2007-03-01,Weighed.,Record 2\n"
        self.assertEqual(0, self.take(shorter, "--replace", "--record").returncode)
        told = [entry["tellings"][0]["line"]["text"] for entry in self.whole()["entries"]]
        self.assertEqual(["Seen.", "Weighed."], told)
        self.replace_by_a_part(shorter)
        # Of a table in several parts one may say what it said before.
        mended = shorter.replace("Weighed.", "Weighed twice.")
        ran = self.take(mended, "--replace", "--record")
        self.assertEqual(0, ran.returncode, ran.stderr)
        told = [entry["tellings"][0]["line"]["text"] for entry in self.whole()["entries"]]
        self.assertEqual(["Seen.", "Weighed twice."], told)
        self.assertEqual(0, self.take(shorter, "--replace", "--record").returncode)

        # What was told before is told so, and one date that lies ahead keeps back its row alone.
        more = shorter + "2007-03-02,Home.,Record 3\n2031-01-05,Ahead.,Record 4\n"
        ran = self.take(more, "--record")
        self.assertEqual(["PASSED_OVER", "TAKEN_BEFORE", "TAKEN_BEFORE", "TAKEN", "REFUSED"],
                         [row["outcome"] for row in json.loads(ran.stdout)["rows"]])
        self.assertNotEqual(0, ran.returncode)
        self.assertEqual(3, len(self.whole()["entries"]))
        self.match_by_number()

    def replace_by_a_part(self, stands):
        """A table with a refused row takes nothing away, whatever refuses it."""
        before = desk.sizes()["millharbour"]
        for wrong in ("2007-03-05,Fell ill.,Record,2007-03-04\n", "Ongoing,Fell ill.,Record\n"):
            ran = self.take(stands + wrong, "--replace", "--record")
            self.assertNotEqual("", ran.stdout, ran.stderr)
            self.assertNotEqual(0, ran.returncode)
            told = json.loads(ran.stdout)
            self.assertTrue(told["tried_only"])
            self.assertEqual("REFUSED", told["rows"][-1]["outcome"])
            self.assertEqual(3, len(told["rows"]) - 1)
            self.assertEqual(before, desk.sizes()["millharbour"])

    def match_by_number(self):
        """Lines are matched by the numbers that `chronology show` prints, and by the ids it prints."""
        shown = desk.run("--tenant", "millharbour", "chronology", "show", self.REVIEW).stdout
        ids = [entry["tellings"][0]["line"]["line_id"] for entry in self.whole()["entries"]]
        for line_id in ids:
            self.assertIn(line_id[:8], shown)
        act = ["--tenant", "millharbour", "--as", "case_review_coordinator", "do",
               "MatchChronologyLines", "--chronology_id", self.REVIEW, "--reason", "One visit."]
        unknown = desk.run(*act, "--line_ids", "1", "--line_ids", "99")
        self.assertIn('is "99"', unknown.stderr)
        self.assertIn("chronology show", unknown.stderr)
        matched = desk.run(*act, "--line_ids", "2", "--line_ids", ids[2][:8])
        self.assertEqual(0, matched.returncode, matched.stderr)
        self.assertIn("2 is: 1 March 2007", matched.stderr)
        self.assertEqual([1, 2], [len(entry["tellings"]) for entry in self.whole()["entries"]])


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:4])
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
