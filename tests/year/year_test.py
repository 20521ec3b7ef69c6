#!/usr/bin/python3
"""Sixty deaths of children, lived through over gRPC on a driven clock and held against an answer
sheet made by hand; see README.md. Arguments: candour-server, candour-dev-identity."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import answers  # noqa: E402
import hard_cases  # noqa: E402
import ordinary  # noqa: E402
import returns  # noqa: E402
from house import (  # noqa: E402
    BOARD_NAMES, BOARDS, PANEL, TENANT, House, day, messages, new_id, table)
from client import Client  # noqa: E402
from server import TOGETHER, Server  # noqa: E402

PROGRAMS = []
THE_END = "2023-06-30T12:00"


def setUpModule():
    global folder, server, client, house, cases, panels, lacked
    lacked = {}
    folder = tempfile.TemporaryDirectory()
    messages.generate(folder.name)
    unittest.addModuleCleanup(folder.cleanup)
    server = Server(folder.name, *PROGRAMS, {TENANT: ",".join(BOARDS.values())}, TOGETHER)
    unittest.addModuleCleanup(end, server)  # also of a year that cannot be lived to its end
    client = Client(server.addresses["unix"], server.tokens)
    unittest.addModuleCleanup(client.close)
    house = House(client)
    house.found()
    cases, panels = ordinary.cast(house)
    hard_cases.plan(house, cases, panels)
    returns.plan(house)
    for when, ref, _ in answers.LACKS:
        house.at(when, lambda when=when, ref=ref: lacked.__setitem__(
            (when, ref), list(listed(ref).missing_for_panel)))
    house.live()
    house.drive(THE_END)


def end(server):
    code = server.close()
    if code != 0:
        raise AssertionError(f"the server ended with {code}")


def listed(ref):
    """The case as the caseload shows it."""
    case, = [case for case in house.views("ListCases", kind="CHILD_DEATH", conclusion="ALL_CASES",
                                          reference_contains=ref, page_size=10).cases
             if case.reference == ref]
    return case


def iso(date):
    return f"{date.year:04}-{date.month:02}-{date.day:02}" if date.year else ""


def word(message, field):
    """The name of an enum's value."""
    descriptor = message.DESCRIPTOR.fields_by_name[field]
    return descriptor.enum_type.values_by_number[getattr(message, field)].name


class TheYears(unittest.TestCase):
    maxDiff = None

    def clocks_of(self, ref):
        return house.views("GetCaseClocks", kind="CHILD_DEATH", case_id=cases[ref].id).clocks

    def audit(self, name, ref):
        return house.ask("candour.audit.v1.Audit", name, about={
            "tenant": TENANT, "board_id": BOARDS[cases[ref].board], "aggregate": "CHILD_DEATH",
            "id": cases[ref].id, "at_least_position": house.position})

    def events_of(self, ref):
        return [entry.event_type.split(".")[-1] for entry in self.audit("GetTimeline", ref).entries]

    # Clocks.

    def test_every_day_is_due_as_reckoned_by_hand(self):
        known = {}
        for row in table("due_days.csv"):
            with self.subTest(case=row["ref"], clock=row["clock"], how=row["how"]):
                if row["ref"] not in known:
                    known[row["ref"]] = self.clocks_of(row["ref"])
                clock, = [one for one in known[row["ref"]] if one.kind == row["clock"]
                          and max(one.instance, 1) == int(row["instance"])]
                due = (clock.due_at.ToDatetime().isoformat()[:16] if "T" in row["due"]
                       else iso(clock.due_on))
                self.assertEqual((row["due"], row["status"]), (due, word(clock, "status")),
                                 clock.explanation)
                if row["missed_by"]:
                    self.assertEqual(int(row["missed_by"]), clock.missed_by, clock.explanation)

    def test_a_month_after_31_january_is_29_february(self):
        clock, = house.views("GetCaseClocks", kind="CASE_REVIEW",
                             case_id=new_id("review", "1")).clocks
        self.assertEqual(("decide_scr", "2012-02-29"), (clock.kind, iso(clock.due_on)))

    def test_what_was_stood_down_is_no_breach(self):
        clocks = {clock.kind: clock for clock in self.clocks_of("B22-01")}
        for kind in ("home_visit", "planning_discussion", "jar_meeting", "paediatric_report"):
            self.assertEqual(("CANCELLED", False),
                             (word(clocks[kind], "status"), clocks[kind].breached), kind)

    def test_a_death_learned_of_late_shows_both_reckonings(self):
        clocks = {clock.kind: clock for clock in self.clocks_of("B22-02")}
        other, = clocks["national_database_notice"].other_starts
        self.assertEqual(("death", "2022-07-22"), (other.started_by.milestone, iso(other.due_on)))

    # The register.

    def test_the_register_says_what_became_of_each(self):
        found = {}
        for case in house.views("ListRegister", page_size=200).cases:
            found[case.reference] = {
                "lead": case.board_name, "stage": case.stage, "age": case.age,
                "expectedness": word(case, "expectedness"), "deferrals": str(case.deferrals),
                "category": str(case.category), "completed": iso(case.completed_on),
                "counted": str(case.return_year)}
        expected = {row.pop("ref"): {**row, "lead": BOARD_NAMES[row["lead"]]}
                    for row in table("register.csv")}
        self.assertEqual(len(expected), len(found))
        for ref, row in expected.items():
            with self.subTest(case=ref):
                self.assertEqual(row, found[ref])

    def test_of_four_notices_the_earliest_counts(self):
        case, = [case for case in house.views("ListRegister", page_size=200).cases
                 if case.reference == "A11-05"]
        self.assertEqual("2011-06-14T21:00:00", case.notified_at.ToDatetime().isoformat())
        self.assertEqual(2, self.events_of("A11-05").count("DuplicateNotificationLinked"))

    def test_twins_are_two_children_and_are_not_offered_as_one(self):
        self.assertEqual([], list(house.views("ListPossibleDuplicates",
                                              case_id=cases["A22-02"].id).cases))
        self.assertIn("CasesUnmerged", self.events_of("A22-02"))

    def test_a_number_that_was_anothers_is_owed_again_and_its_telling_is_on_record(self):
        case, = [case for case in house.views("ListRegister", page_size=200).cases
                 if case.reference == "A22-03"]
        self.assertEqual(["the sheet again: the NHS number was corrected"],
                         list(case.submission_owed))
        self.assertEqual(["NhsNumberCorrected", "CaseDisclosed"], self.events_of("A22-03")[-2:])

    def test_what_was_sent_of_an_adult_is_withdrawn(self):
        self.assertEqual(["DeathFactsCorrected", "CaseVoided", "NationalSubmissionWithdrawn"],
                         self.events_of("A22-04")[-3:])

    def test_a_late_return_is_late_though_the_panel_went_on(self):
        told, = [one for one in house.views("ListAgencyReturns", page_size=100).returns
                 if one.reference == "B11-11"]
        self.assertEqual("2012-02-10", iso(told.answered_on))
        late = {one.agency_name: (one.asked, one.in_time, one.late, one.days_late)
                for one in house.views("GetTimeliness").agencies}
        self.assertEqual({"Ambleford Hospital": (10, 7, 3, 1 + 156 + 1),
                          "Brackwater Hospital": (3, 2, 1, 88),
                          "Cravenmoor Hospital": (1, 0, 1, 36)}, late)

    def test_what_a_case_lacks_is_told_on_every_day_of_its_story(self):
        for when, ref, lacks in answers.LACKS:
            with self.subTest(case=ref, on=when):
                self.assertEqual(lacks, lacked[when, ref])

    # The panel.

    def test_quorum_is_that_of_the_item(self):
        keys = {panel.id: panel.key for panel in panels.values()}
        refused = {}
        items = 0
        for meeting in house.views("ListMeetings", board_id=BOARDS["A"], body_id=PANEL,
                                   page_size=100).meetings:
            for item in meeting.items:
                items += 1
                if not item.quorum.met:
                    refused[keys[meeting.meeting_id], item.reference] = "; ".join(
                        item.quorum.missing)
        self.assertEqual(answers.NOT_QUORATE, refused)
        self.assertEqual(sum(len(panel.cases) for panel in panels.values()), items)

    def test_a_decision_says_under_which_guidance_and_form_it_was_made(self):
        for ref, edition, category in (
                ("A11-17", "wt2013", "Trauma and other external factors"),
                ("A18-01", "wt2018", "Trauma and other external factors, including "
                                     "medical/surgical complications/error")):
            decision, = self.audit("GetDecisions", ref).decisions
            self.assertEqual((edition, category), (decision.edition, decision.category_title))

    def test_a_panel_of_another_board_is_called_by_its_name(self):
        decision, = self.audit("GetDecisions", "B22-03").decisions
        self.assertEqual("Joint panel", decision.body)
        self.assertIn(("Member Chair", "chair, Joint panel"),
                      [(one.person, one.seat) for one in decision.attendance])

    # The figures.

    def test_the_frozen_returns_are_those_counted_by_hand(self):
        for (board, year, version), sheet in answers.FROZEN.items():
            with self.subTest(board=board, year=year, version=version):
                comparison = returns.comparison(house, board, year, version)
                self.assertTrue(comparison.recomputed_alike, comparison.not_alike_because)
                self.assertEqual(sheet, self.sheet_of(comparison.frozen.table))

    def test_what_stands_now_is_the_last_version(self):
        last = {(board, year): sheet for (board, year, _), sheet in answers.FROZEN.items()}
        for (board, year), sheet in last.items():
            with self.subTest(board=board, year=year):
                now = returns.table_of(house, board, year)
                self.assertEqual(sheet, self.sheet_of(now))
                counts = returns.counts(now)
                for measure, expected in (("deaths", answers.DEATHS),):
                    if (board, year) in expected:
                        self.assertEqual(expected[board, year], counts[measure, "", ""])
                shares = [row.out_of for row in now.rows
                          if (row.measure, row.laid_out_by) == ("characteristics", "")]
                self.assertEqual([answers.OUT_OF[board, year]] if year == 2012 else [], shares)

    def test_a_review_done_again_is_counted_once(self):
        for (board, year), reviews in answers.LATER.items():
            with self.subTest(board=board, year=year):
                self.assertEqual(reviews, returns.counts(returns.table_of(house, board, year))[
                    "reviews_completed", "", ""])

    def test_the_boards_own_figures_are_those_of_the_return(self):
        last = {(board, year): sheet for (board, year, _), sheet in answers.FROZEN.items()}
        for (board, year), sheet in last.items():
            with self.subTest(board=board, year=year):
                told = house.views("GetFigures", board_id=BOARDS[board],
                                   until=day(f"{year}-03-31"), **{"from": day(f"{year - 1}-04-01")})
                self.assertEqual(sheet["reviews"], told.reviews_completed)
                self.assertEqual([count for _, count in sorted(sheet["categories"].items())],
                                 [row.count for row in told.completed_by_category])

    def test_a_frozen_year_tells_what_changed_and_why(self):
        for (board, year), expected in answers.DIFFERENCES.items():
            with self.subTest(board=board, year=year):
                told = {one.reference: list(one.why) for one in
                        returns.comparison(house, board, year, 1).differences}
                self.assertEqual(set(expected), set(told))
                for ref, why in expected.items():
                    self.assertIn(why, told[ref])

    def sheet_of(self, table):
        """What the answer sheet holds, of a table."""
        rows = [row for row in table.rows if row.measure == "reviews_completed"]
        sheet = {"reviews": rows[0].count, "categories": {
            int(row.row.split(",")[0]): row.count for row in rows
            if row.laid_out_by == "Category of death" and row.count}}
        sheet["counted"] = returns.counts(table)["deaths_counted", "", ""]
        for layout in (answers.AGES, "Sex", answers.KINDS, answers.WAITED):
            sheet[layout] = {row.row: row.count for row in rows
                             if row.laid_out_by == layout and row.count}
        return sheet


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:3])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
