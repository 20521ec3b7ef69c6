#!/usr/bin/python3
"""The demonstration as people meet it: loaded by the command line into a fresh server, its figures,
its cases and its exit codes. Arguments: candour-server, candour-dev-identity, candour."""

import json
import re
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True

from desk import PATIENCE_S, PROGRAMS, Desk  # noqa: E402


def setUpModule():
    global desk, loading
    desk = Desk()
    unittest.addModuleCleanup(desk.close)
    loading = desk.run("demo", "load")


def counts(rows):
    return {row["words"]: row["count"] for row in rows}


class Demonstration(unittest.TestCase):
    def figures(self, tenant, first, last):
        return desk.json("figures", "--tenant", tenant, "--from", first, "--until", last)

    def test_it_is_loaded(self):
        self.assertEqual(0, loading.returncode, loading.stderr)
        self.assertIn("Ashbrook Vale", loading.stdout)

    def test_the_year_of_child_deaths(self):
        year = self.figures("ashbrook", "2012-04-01", "2013-03-31")
        self.assertEqual(18, year["reviews_completed"])
        self.assertEqual(11, year["completed_expected"])
        self.assertEqual(7, year["completed_unexpected"])
        self.assertEqual(3, year["panel_meetings_held"])
        self.assertEqual(2, year["serious_incidents"])
        self.assertEqual(0, year.get("reviews_decided_on", 0))
        self.assertEqual(1, year["reports_published"])

    def test_the_year_of_case_reviews(self):
        year = self.figures("millharbour", "2008-04-01", "2009-03-31")
        self.assertEqual(1, year["reviews_concluded"])
        self.assertEqual(5, year["no_review"])
        self.assertEqual(1, year["contributed_elsewhere"])
        self.assertEqual({"good": 2, "adequate": 1}, counts(year["evaluations"]))
        self.assertEqual(4, year["panel_meetings_held"])

    def test_loading_again_changes_nothing(self):
        sizes = desk.sizes()
        for words, said in ((["demo", "load"], "0 of them now"),
                            (["demo", "load", "--from-start"], "all of them now")):
            ran = desk.run(*words)
            self.assertEqual(0, ran.returncode, ran.stderr)
            self.assertIn(said, ran.stdout)
            self.assertEqual(sizes, desk.sizes())

    def test_every_agency_worked_on_the_plans_and_one_recommendation_is_open(self):
        told = desk.json("recommendations", "--tenant", "ashbrook")["recommendations"]
        self.assertEqual(["3"], [row["number"] for row in told if not row.get("outcome")
                                 or row["outcome"].endswith("UNSPECIFIED")])
        actions = [action for row in told for action in row["actions"]]
        self.assertEqual(8, len({action["owner_agency_id"] for action in actions}))
        self.assertEqual(1, sum(action.get("times_reopened", 0) for action in actions))

    def test_a_reversed_decision_is_read_as_of_three_days(self):
        def standing(day):
            case = desk.json("audit", "as-of", "MH-R-2008-3", day)
            chairs = [decision["option"] for decision in case.get("decisions", [])
                      if decision["event_type"].startswith("ReviewDecision")
                      or decision["event_type"] == "ReviewDecided"]
            return case["stage"], chairs
        self.assertEqual(("recommended", []), standing("2008-09-20"))
        self.assertEqual(("no review", ["NO_REVIEW"]), standing("2009-05-31"))
        self.assertEqual(("decided", ["NO_REVIEW", "SERIOUS_CASE_REVIEW"]), standing("2009-06-30"))

    # Its record holds the board next door too.
    WENDMOOR = ("--tenant", "wendmoor", "--board", "b7d1c4e8-2f60-4a95-9c3b-5e8a1d7f2640")

    def test_the_third_board_shows_each_state_of_a_review(self):
        told = desk.json("register", *self.WENDMOOR)["cases"]
        by = {row["reference"]: row for row in told}
        states = {reference: row["stage"] for reference, row in by.items()}
        for reference, stage in (
                ("WM-2018-01", "completed"), ("WM-2022-02", "completed"),
                ("WM-2022-03", "reopened"), ("WM-2023-10", "void"),
                ("WM-2023-11", "transferred away"), ("WM-2023-12", "in scope"),
                ("WM-2023-13", "merged into another case"), ("WM-2023-14", "decided"),
                ("WM-2024-01", "in scope"), ("WM-2024-02", "collecting reports"),
                ("WM-2024-03", "on hold"), ("WM-2024-05", "listed")):
            self.assertEqual(stage, states[reference], reference)
        # What was told and never accepted is no child death of the register; it is found by its stage.
        self.assertNotIn("waiting to be accepted", states.values())
        self.assertTrue(desk.json("register", "--stage", "waiting to be accepted",
                                  *self.WENDMOOR)["cases"])
        self.assertTrue(by["WM-2023-14"]["unconfirmed"])
        self.assertEqual(1, by["WM-2023-15"]["deferrals"])
        submissions = {reference: row["submission"] for reference, row in by.items()
                       if "submission" in row}
        self.assertEqual({"WM-2022-01": "SUBMISSION_ACKNOWLEDGED",
                          "WM-2022-03": "SUBMISSION_REJECTED", "WM-2023-09": "SUBMISSION_SENT",
                          "WM-2023-10": "SUBMISSION_WITHDRAWN"}, submissions)
        self.assertEqual(["the sheet again: the NHS number was corrected"],
                         by["WM-2023-09"]["submission_owed"])
        ready = desk.json("case", "show", "WM-2024-04")
        self.assertTrue(ready["ready_for_panel"], ready.get("missing_for_panel"))

    def test_attendance_is_told_of_every_seat_and_year(self):
        seats = desk.json("meeting", "attendance", "--tenant", "ashbrook")["seats"]
        self.assertEqual(len(seats), len({(row["seat_id"], row["year_from"]) for row in seats}))
        self.assertGreater(len({row["year_from"] for row in seats}), 1)
        for row in seats:
            came = sum(row.get(how, 0)
                       for how in ("by_holder", "by_deputy", "apologies", "unexplained"))
            self.assertEqual(row["meetings"], came, row)
        ran = desk.run("--tenant", "ashbrook", "meeting", "attendance")
        self.assertEqual(0, ran.returncode, ran.stderr)
        self.assertIn("Year from April", ran.stdout)

    def test_the_year_s_return_counts_what_the_figures_count(self):
        rows = desk.json("return", "show", "2013", "--tenant", "ashbrook")["table"]["rows"]
        totals = {row["measure"]: row for row in rows if "laid_out_by" not in row}
        self.assertEqual(18, totals["reviews_completed"]["count"])
        self.assertEqual(18, totals["deaths_counted"]["out_of"])
        expected = {row["row"]: row["count"] for row in rows
                    if row["measure"] == "reviews_completed"
                    and row.get("laid_out_by") == "Expected or unexpected"}
        self.assertEqual({"expected": 11, "unexpected": 7}, expected)

    def test_a_return_frozen_and_revised_is_told_beside_today_s(self):
        frozen = desk.json("return", "compare", "2023", "--version", "1", *self.WENDMOOR)
        self.assertTrue(frozen["recomputed_alike"])
        difference, = frozen["differences"]
        self.assertEqual("WM-2022-02", difference["reference"])
        self.assertIn("category revised from 6 to 7 because of the final post-mortem report",
                      difference["why"])
        last = desk.json("return", "compare", "2023", *self.WENDMOOR)
        self.assertEqual(2, last["frozen"]["version"])
        self.assertTrue(last["recomputed_alike"])
        old = desk.json("return", "compare", "2019", *self.WENDMOOR)
        self.assertNotIn("differences", old)
        self.assertEqual("nhs_digital", old["frozen"]["table"]["return_key"])

    def test_every_view_answers_people(self):
        for words in (["register"], ["submission", "show", "WM-2022-01"],
                      ["return", "show", "2023"], ["return", "compare", "2023"],
                      ["meetings"]):
            with self.subTest(words=words):
                ran = desk.run(*self.WENDMOOR, *words)
                self.assertEqual(0, ran.returncode, ran.stderr)
                self.assertLessEqual(max(map(len, ran.stdout.splitlines())), 100, ran.stdout)
        for words in (["case", "list"], ["case", "show", "AV-2012-06"],
                      ["case", "timeline", "AV-2012-06"],
                      ["case", "clocks", "AV-2012-06", "--explain"],
                      ["case", "clocks", "--within", "60"], ["meetings"], ["recommendations"],
                      ["board", "timeline", "--from", "2012-06-01", "--until", "2012-06-30"],
                      ["audit", "decisions", "AV-2012-06"],
                      ["audit", "decisions", "--sample", "3", "--seed", "7"],
                      ["audit", "diff", "AV-2012-06", "2012-06-13", "2012-06-15"],
                      ["log", "list"], ["log", "verify"], ["log", "checkpoint"]):
            with self.subTest(words=words):
                ran = desk.run("--tenant", "ashbrook", *words)
                self.assertEqual(0, ran.returncode, ran.stderr)
                self.assertTrue(ran.stdout.strip())
                if words[:2] != ["log", "checkpoint"] and "--explain" not in words:
                    self.assertLessEqual(max(map(len, ran.stdout.splitlines())), 100, ran.stdout)

    # Every view there is: of a board, of a case, of a death, of a review.
    OF_A_BOARD = (["case", "list", "--all"], ["case", "clocks", "--within", "60"],
                  ["recommendations"], ["meetings"], ["meeting", "attendance"],
                  ["board", "timeline"], ["agency", "list"], ["agency", "owes"],
                  ["agency", "timeliness"], ["register"], ["review", "list"],
                  ["review", "contributions"], ["actions"], ["plan", "progress"],
                  ["audit", "decisions"], ["log", "list"], ["forget", "list"],
                  ["document", "list"],
                  ["figures", "--from", "2012-04-01", "--until", "2013-03-31"],
                  ["return", "show", "2013"],
                  ["return", "show", "2023"], ["return", "compare", "2023"])
    OF_A_CASE = (["case", "show"], ["case", "timeline"], ["case", "clocks", "--explain"],
                 ["audit", "decisions"], ["audit", "as-of"])
    OF_A_DEATH = (["submission", "show"], ["agency", "merged"], ["case", "duplicates"])
    OF_A_REVIEW = (["review", "brief"], ["review", "genogram"], ["chronology", "show"])

    def test_no_view_prints_a_key_for_a_title(self):
        key = re.compile(r"(?<![\w/.@-])[a-z]+(?:_[a-z0-9]+)+(?!\w)")
        told = 0

        def look(where, words):
            nonlocal told
            ran = desk.run(*where, *words)
            # A view that has nothing to show says so (4), or why it cannot (1).
            self.assertIn(ran.returncode, (0, 1, 4), f"{words}: {ran.stderr}")
            told += ran.returncode == 0
            self.assertEqual([], key.findall(ran.stdout + ran.stderr), " ".join(words))

        for where in (("--tenant", "ashbrook"), ("--tenant", "millharbour"), self.WENDMOOR):
            for words in self.OF_A_BOARD:
                look(where, words)
            for meeting in desk.json(*where, "meetings").get("meetings", [])[:3]:
                look(where, ["meeting", "minutes", meeting["meeting_id"]])
            cases = desk.json(*where, "case", "list", "--all")["cases"]
            # One in each state, and those of which much was sent.
            for row in {(row["kind"], row["stage"]): row for row in cases}.values():
                own = self.OF_A_DEATH if row["kind"] == "CHILD_DEATH" else self.OF_A_REVIEW
                for words in self.OF_A_CASE + own:
                    look(where, [*words[:2], row["reference"], *words[2:]])
        for reference in ("WM-2022-01", "WM-2022-03", "WM-2023-09", "WM-2023-10"):
            look(self.WENDMOOR, ["case", "show", reference])
            look(self.WENDMOOR, ["case", "timeline", reference])
        self.assertGreater(told, 100)

    def test_the_item_that_lost_its_quorum_is_told(self):
        told = desk.run("audit", "decisions", "AV-2012-06")
        self.assertIn("quorate: ", told.stdout)
        timeline = desk.run("case", "timeline", "AV-2012-06")
        self.assertIn("deferred", timeline.stdout.lower())

    def test_exit_codes(self):
        board = ["--tenant", "ashbrook", "--as", "cdop_administrator"]
        again = ["do", "CompleteReview", "--case_id", "AV-2012-06", "--completed_on", "2013-03-01"]
        for code, words in ((1, board + again), (2, board + again[:-1] + ["soon"]),
                            (2, ["case", "shw"]), (2, ["do", "CompletReview"]),
                            (3, ["--tenant", "ashbrook", "--as", "auditor"] + again),
                            (4, ["case", "show", "AV-1999-99"]),
                            (2, ["case", "list"]), (2, ["log", "verify"]),
                            (5, ["--tenant", "ashbrook", "--server", "unix:/nowhere/at/all",
                                 "case", "list"])):
            with self.subTest(words=words):
                ran = desk.run(*words)
                self.assertEqual(code, ran.returncode, ran.stdout + ran.stderr)
                self.assertNotIn("StatusCode", ran.stderr)
                self.assertTrue(ran.stderr)

    def test_who_belongs_to_several_boards_is_asked_which(self):
        asked = desk.run("case", "list")
        self.assertIn("ashbrook, millharbour", " ".join(asked.stderr.split()))
        self.assertIn("CANDOUR_TENANT", asked.stderr)
        self.assertIn("AV-2012-18", desk.run("case", "list", "--tenant", "ashbrook").stdout)

    def test_the_caseload_is_what_is_still_to_be_done(self):
        listed = desk.json("case", "list", "--tenant", "ashbrook")["cases"]
        self.assertEqual({"AV-2012-18", "AV-2013-01", "AV-2013-02", "AV-SCR-E", "AV-SCR-F"},
                         {row["reference"] for row in listed})
        overdue = [row.get("overdue", 0) > 0 for row in listed]
        self.assertEqual(sorted(overdue, reverse=True), overdue)
        everything = desk.json("case", "list", "--tenant", "ashbrook", "--all")["cases"]
        self.assertEqual(24, len(everything))
        self.assertTrue(all(row["concluded"] for row in everything[5:]))
        self.assertFalse(any(row.get("overdue", 0) for row in everything[5:]))

    def test_the_clocks_of_completed_reviews_are_met_or_honestly_missed(self):
        def states(case):
            clocks = desk.json("case", "clocks", case)["clocks"]
            return {clock["kind"]: (clock["status"], clock.get("breached", False))
                    for clock in clocks if clock["status"] != "NOT_STARTED"}
        everything = desk.json("case", "list", "--tenant", "ashbrook", "--concluded")["cases"]
        for row in everything:
            if row["kind"] != "CHILD_DEATH":
                continue
            with self.subTest(case=row["reference"]):
                ended = {status for status, _ in states(row["reference"]).values()}
                self.assertLessEqual(ended, {"MET", "MET_LATE", "LAPSED", "CANCELLED"})
        self.assertEqual(("MET", False), states("AV-2012-03")["planning_discussion"])
        self.assertEqual(("MET", False), states("AV-2012-03")["paediatric_report"])
        self.assertEqual(("MET_LATE", True), states("AV-2012-06")["planning_discussion"])
        self.assertEqual(("LAPSED", True), states("AV-2012-11")["paediatric_report"])
        self.assertEqual("CANCELLED", states("AV-2012-10")["paediatric_report"][0])

    def test_every_stage_can_be_asked_for_in_any_case_and_no_other(self):
        everything = desk.json("case", "list", "--tenant", "ashbrook", "--all")["cases"]
        for stage in {row["stage"] for row in everything}:
            found = desk.json("case", "list", "--tenant", "ashbrook", "--stage", stage.upper())
            self.assertEqual({stage}, {row["stage"] for row in found["cases"]})
        unknown = desk.run("case", "list", "--tenant", "ashbrook", "--stage", "nonsense")
        self.assertEqual(2, unknown.returncode)
        self.assertIn("collecting reports", unknown.stderr)

    def test_a_word_that_is_no_command_is_told_with_the_nearest(self):
        for words, nearest in ((["frobnicate"], "Nearest: "), (["case", "shw"], "Nearest: show"),
                               (["board", "show", "--help"], "Nearest: register")):
            ran = desk.run(*words)
            self.assertEqual(2, ran.returncode, words)
            self.assertIn(nearest, " ".join(ran.stderr.split()))

    def test_a_slip_is_told_with_its_field_and_the_way_out(self):
        office = ["--tenant", "ashbrook", "--as", "cdop_administrator"]
        ask = ["do", "RequestAgencyReport", "--case_id", "AV-2013-01", "--requested_on"]
        for words, told in (
                (["case", "show", ""], "Say which case"),
                (["return", "show", "12/13"], "YEAR: a whole number is expected, and 12/13 is none"),
                (["do", "RequestAgencyReport", "--case", "AV-2013-01"], "Nearest: case_id;"),
                (["do", "ReceiveAgencyReport", "--case_id", "AV-2013-01", "--request_id", "398f198a",
                  "--received_on", "2013-03-05", "--summary", "So."], "request_id"),
                (ask + ["04/03/2013"], "requested_on: a date is written 2012-05-03"),
                (ask + ["2013-02-30"], "requested_on: there is no day 30 in 2013-02"),
                (ask + ["2013-03-04"], "agency_id: this is needed"),
                (ask + ["2013-03-04", "--agency_id", "Coast Guard"], "there are Ashbrook Vale"),
                (ask + ["2013-01-04", "--agency_id", "Vale Police", "--form_type", "agency_report",
                        "--due_on", "2013-04-04"],
                 "Requested on: This cannot lie before the death, on 20 February 2013. Correct"),
                (ask + ["2013-03-04", "--agency_id", "Vale Police", "--form_type", "agency_report"],
                 "(due_on). The rule: The board's own rules on agencies' reports")):
            with self.subTest(words=words):
                ran = desk.run(*office, *words)
                self.assertIn(ran.returncode, (1, 2, 4), ran.stdout)
                self.assertIn(told, " ".join(ran.stderr.split()))

    def test_an_error_for_programs_is_json(self):
        ran = desk.run("--json", "case", "show", "AV-1999-99")
        self.assertEqual("NOT_FOUND", json.loads(ran.stderr)["code"])
        for usage in (["case", "show"], ["case", "list", "--no-such-option"], ["frobnicate"]):
            ran = desk.run("--json", *usage)
            self.assertEqual(2, ran.returncode, usage)
            self.assertEqual("INVALID_ARGUMENT", json.loads(ran.stderr)["code"], usage)

    def test_whoever_sees_no_cases_is_asked_for_the_board(self):
        nobody = "00000000-0000-4000-8000-000000000001"
        ran = desk.run("--as", "action_owner", "--tenant", "ashbrook", "do", "DeclareActionComplete",
                       "--plan_id", nobody, "--action_id", nobody, "--by_agency_id", nobody,
                       "--declared_on", "2013-04-05")
        self.assertEqual(2, ran.returncode)
        self.assertIn("with --board or CANDOUR_BOARD", " ".join(ran.stderr.split()))

    def test_impact_is_reviewed_once_an_action_has_had_time_to_work(self):
        told = desk.json("recommendations", "--tenant", "ashbrook")["recommendations"]
        actions = [action for row in told for action in row["actions"]]
        self.assertEqual(["EFFECT_SHOWN"], [action["impact"] for action in actions
                                            if action.get("impact_evaluated_on")])
        self.assertEqual(1, sum("impact_review_on" in action for action in actions))

    def test_a_load_that_was_cut_goes_on_to_the_same_end(self):
        cut = Desk()
        self.addCleanup(cut.close)
        begun = subprocess.Popen(cut.words("demo", "load"), stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE_S
        while cut.sizes().get("ashbrook", 0) < 200 and time.monotonic() < until:
            pass
        begun.kill()
        begun.wait()
        self.assertLess(cut.sizes().get("millharbour", 0), desk.sizes()["millharbour"])
        ran = cut.run("demo", "load")
        self.assertEqual(0, ran.returncode, ran.stderr)
        self.assertEqual(desk.sizes(), cut.sizes())


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:4])
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
