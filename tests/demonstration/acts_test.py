#!/usr/bin/python3
"""What people add to the demonstration by the command line. Arguments: candour-server,
candour-dev-identity, candour."""

import json
import os
import pathlib
import re
import sys
import unittest
import uuid

sys.dont_write_bytecode = True

from desk import PROGRAMS, Desk  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
WENDMOOR = ("--tenant", "wendmoor", "--board", "b7d1c4e8-2f60-4a95-9c3b-5e8a1d7f2640")


def setUpModule():
    global desk
    desk = Desk()
    unittest.addModuleCleanup(desk.close)
    loading = desk.run("demo", "load")
    assert loading.returncode == 0, loading.stderr


class Returns(unittest.TestCase):
    """Hard case 7: a panel defers twice for a report that is missing and arrives as a nil return."""

    OFFICE = "cdop_administrator"
    POLICE = "c2e4a8d6-1b3f-4f75-8d97-6a5b4c3d2e1f"
    CASE = "AV-2013-77"

    def act(self, role, command, *options, **fields):
        words = ["--tenant", "ashbrook", "--as", role, *options, "do", command]
        for name, value in fields.items():
            words += [f"--{name}", value]
        return desk.run(*words)

    def office(self, command, **fields):
        ran = self.act(self.OFFICE, command, **fields)
        self.assertEqual(0, ran.returncode, f"{command}: {ran.stderr}")

    def owed_by_the_police(self):
        told = desk.json("--tenant", "ashbrook", "--as", "agency_author_police", "agency", "owes")
        rows = told.get("returns", [])
        self.assertLessEqual({row["agency_id"] for row in rows}, {self.POLICE})
        return [row for row in rows if row["reference"] == self.CASE]

    def defer(self, body, day):
        meeting, item = str(uuid.uuid4()), str(uuid.uuid4())
        self.office("ScheduleMeeting", meeting_id=meeting, body_id=body,
                    starts_at=f"{day}T10:00:00Z")
        self.office("ListChildDeath", meeting_id=meeting, case_id=self.CASE, item_id=item,
                    despite_missing="The report was promised for the day.")
        self.office("DeferCase", case_id=self.CASE, meeting_id=meeting, item_id=item,
                    reason="The police report is missing.", needs="Report of the police")

    def test_deferred_twice_for_a_report_that_arrives_as_a_nil_return(self):
        for file in ("forms/data/agency_report_2008", "editions/data/board/return_rules"):
            self.office("AdoptEdition", data=f"@{ROOT}/workflows/{file}.textproto")
        self.office("ReceiveNotification", case_reference=self.CASE, channel="TELEPHONE",
                    notifier="HOSPITAL", received_at="2013-04-02T09:30:00Z")
        self.office("RecordDeath", case_id=self.CASE, date_of_birth="2010-01-05",
                    date_of_death="2013-04-01", sex="FEMALE")
        self.office("DetermineScope", case_id=self.CASE, live_born="YES", lawful_termination="NO",
                    in_scope="yes", ground="Registered.")
        self.office("RequestAgencyReport", case_id=self.CASE, agency_id=self.POLICE,
                    form_type="agency_report", requested_on="2013-04-03")
        asked, = self.owed_by_the_police()
        self.assertEqual("outstanding", asked["state"])
        # A body is named by its name or a part of it, a request by whom it was made to or its short id.
        self.defer("Child Death Overview Panel", "2013-05-10")
        self.defer("overview", "2013-06-14")
        for words, told in ((("ScheduleMeeting", "--body_id", "parish council", "--starts_at",
                              "2013-07-12T10:00:00Z"), "there are "),
                            (("PauseReminders", "--case_id", self.CASE, "--request_id", "coast guard",
                              "--until", "2013-07-12", "--reason", "So."), "there are ")):
            ran = desk.run("--tenant", "ashbrook", "--as", self.OFFICE, "do", *words)
            self.assertEqual(4, ran.returncode, ran.stderr)
            self.assertIn(told, ran.stderr)
        for name in ("police", asked["request_id"][:8]):
            ran = self.act(self.OFFICE, "RedirectReminders", case_id=self.CASE, request_id=name,
                           to_person_id=str(uuid.uuid4()))
            self.assertIn(f"{name} is: {asked['request_id'][:8]}: ", ran.stderr)

        nil = {"case_id": asked["case_id"], "request_id": asked["request_id"],
               "given_on": "2013-04-05",
               "answers.nil_return.systems_searched": "Custody and intelligence records"}
        board = ("--board", asked["board_id"])
        refused = self.act("agency_author_police", "AnswerAgencyForm", *board, **nil)
        self.assertEqual(1, refused.returncode, refused.stderr)
        self.assertIn("names_searched", refused.stderr)
        nil["answers.nil_return.names_searched"] = "Robin Example"
        taken = self.act("agency_author_police", "AnswerAgencyForm", *board, **nil)
        self.assertEqual(0, taken.returncode, taken.stderr)

        self.assertEqual([], self.owed_by_the_police())
        told = desk.json("case", "timeline", self.CASE)["entries"]
        self.assertEqual(2, sum(entry["event_type"] == "CaseDeferred" for entry in told))
        self.assertNotIn("Robin", json.dumps(told))
        case, = desk.json("case", "list", "--tenant", "ashbrook", "--reference", self.CASE)["cases"]
        self.assertNotIn("report of", case.get("waiting_for", ""))
        police, = [row for row in desk.json("agency", "timeliness", "--tenant", "ashbrook",
                                            "--from", "2013-04-03")["agencies"]
                   if row["agency_id"] == self.POLICE]
        self.assertEqual((1, 1, 1), (police["asked"], police["in_time"], police["nil_returns"]))
        merged = desk.json("agency", "merged", self.CASE)
        self.assertEqual(1, len(merged["nil_returns"]))


class Tour(unittest.TestCase):
    def setUp(self):
        os.environ["CANDOUR_TENANT"] = "ashbrook"
        self.addCleanup(os.environ.pop, "CANDOUR_TENANT")

    def test_the_act_the_readme_shows_is_taken_as_printed(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
        line = re.search(r"^candour (.* do ReceiveNotification --case_reference .*)$", readme,
                         re.MULTILINE)
        ran = desk.run(*line[1].split())
        self.assertEqual(0, ran.returncode, ran.stderr)
        reference = line[1].split("--case_reference ")[1].split()[0]
        self.assertEqual(1, len(desk.json("case", "list", "--reference", reference)["cases"]))

    def test_what_is_changed_is_named_wholly(self):
        act = ["--as", "cdop_administrator", "do", "ClassifyExpectedness", "--expectedness",
               "EXPECTED", "--grounds", "Palliative care.", "--case_id"]
        part = desk.run(*act, "2-18")
        self.assertEqual(2, part.returncode)
        self.assertIn("AV-2012-18 of ashbrook", " ".join(part.stderr.split()))
        self.assertEqual(0, desk.run(*act, "AV-2012-18").returncode)


class Intake(unittest.TestCase):
    def test_a_guest_notifies_without_an_account_and_gets_a_receipt(self):
        words = ["notify", "--from", "HOSPITAL", "--account", "Brought in by ambulance.",
                 "--your-name", "A. Invented", "--contact", "01632 960000",
                 "--given-names", "Fictia", "--family-name", "Testperson", "--died", "2024-04"]
        ran = desk.run(*WENDMOOR, *words)
        self.assertEqual(0, ran.returncode, ran.stderr)
        self.assertRegex(ran.stdout, r"Your receipt is [0-9A-Z-]{6,}\.")
        self.assertNotIn("Fictia", ran.stdout)
        lacking = desk.run(*WENDMOOR, *words[:5])
        self.assertNotEqual(0, lacking.returncode)
        self.assertIn("--your-name", lacking.stderr)
        wrong = desk.run(*WENDMOOR, *words, "--nhs-number", "123")
        self.assertNotEqual(0, wrong.returncode)
        self.assertIn("nhs_number", wrong.stderr)

    def test_cases_that_may_be_of_one_child_are_told_with_reasons(self):
        def office(command, **fields):
            words = [word for name, value in fields.items() for word in (f"--{name}", value)]
            ran = desk.run("--tenant", "ashbrook", "--as", "cdop_administrator", "do", command,
                           *words)
            self.assertEqual(0, ran.returncode, f"{command}: {ran.stderr}")
        for reference in ("AV-2013-91", "AV-2013-92"):
            office("ReceiveNotification", case_reference=reference, channel="TELEPHONE",
                   notifier="HOSPITAL", received_at="2013-04-02T09:30:00Z")
            office("IdentifyChild", case_id=reference, given_names="Fictia",
                   family_name="Testperson", nhs_number_absence="NUMBER_NOT_KNOWN")
            office("RecordDeath", case_id=reference, date_of_birth="2010-01-06",
                   date_of_death="2013-04-01", sex="FEMALE")
        words = ("--tenant", "ashbrook", "case", "duplicates", "AV-2013-91")
        possible, = desk.json(*words)["cases"]
        self.assertEqual("AV-2013-92", possible["reference"])
        self.assertGreater(possible["score"], 50)
        self.assertTrue(possible["reasons"])
        ran = desk.run(*words)
        self.assertIn(f"{possible['score']} of 100", ran.stdout)
        self.assertNotIn("Fictia", ran.stdout)


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:4])
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
