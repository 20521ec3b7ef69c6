"""One child's death, from notification to the completed review, as an office would enter it."""

import datetime
import uuid

import messages

HOSPITAL = "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71"  # whose author holds a token
SEATS = ("PUBLIC_HEALTH", "DESIGNATED_PAEDIATRICIAN", "DESIGNATED_NURSE", "CHILDRENS_SOCIAL_CARE",
         "POLICE")
ADMINISTRATOR = "cdop_administrator"


def day(text):
    year, month, number = map(int, text.split("-"))
    return {"year": year, "month": month, "day": number}


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


def new_id():
    return str(uuid.uuid4())


def guidance(name):
    return (messages.ROOT / "workflows/editions/data" / f"{name}.textproto").read_text(encoding="utf-8")


class Story:
    """Each step acts and leaves what later steps name."""

    def __init__(self, office):
        self.office = office
        self.case_id, self.panel, self.meeting, self.item = (new_id() for _ in range(4))
        self.people = {role: new_id() for role in SEATS}
        self.seats = {role: new_id() for role in SEATS}
        self.request_id = new_id()

    def administrator(self, name, /, **fields):
        return self.office.act(ADMINISTRATOR, name, **fields)

    def open_the_board(self):
        office = self.office
        office.client.record("operator", "OpenLog", tenant=office.tenant, driven_clock=True,
                             driven_clock_start_micros=int(moment("2012-04-02").timestamp() * 1e6))
        office.act("operator", "OpenBoard", board_id=office.board_id, name="Northshire",
                   area_code="E09000999", opened_on=day("2012-04-02"))
        for name in ("holidays_england_wales", "wt2010"):
            self.administrator("AdoptEdition", data=guidance(name))
        self.administrator("RegisterAgency", agency_id=HOSPITAL, name="Northshire Hospital")
        self.administrator("EstablishBody", body_id=self.panel, kind="CHILD_DEATH_OVERVIEW_PANEL",
                           name="Child death overview panel", **{"from": day("2012-04-02")})
        for role in SEATS:
            self.administrator("RegisterPerson", person_id=self.people[role],
                               name=f"Member {role.title()}", job_title=role.lower())
            self.administrator("CreateSeat", seat_id=self.seats[role], body_id=self.panel, role=role,
                               **{"from": day("2012-04-02")})
            self.administrator("FillSeat", seat_id=self.seats[role], person_id=self.people[role],
                               **{"from": day("2012-04-02")})

    def notification(self):
        """The command that begins the case, as its fields."""
        return {"case_id": self.case_id, "case_reference": "NS-2012-01", "channel": "TELEPHONE",
                "notifier": "HOSPITAL", "received_at": "2012-05-02T09:30:00Z"}

    def take_in(self):
        self.office.drive_clock(moment("2012-05-02T12:00"))
        self.administrator("ReceiveNotification", **self.notification())
        self.of_case("LinkDuplicateNotification", channel="FORM", notifier="REGISTRAR",
                     received_at="2012-05-02T11:00:00Z", match_basis="Same date, same hospital.")
        self.of_case("IdentifyChild", given_names="Test", family_name="Example")
        self.of_case("RecordDeath", date_of_birth=day("2011-11-20"), date_of_death=day("2012-05-01"),
                     sex="FEMALE")
        self.of_case("DetermineScope", live_born="YES", lawful_termination="NO", in_scope=True,
                     ground="Born alive, five months old.")
        self.of_case("ClassifyExpectedness", expectedness="UNEXPECTED",
                     grounds="Found unresponsive in the morning.")

    def respond(self):
        self.of_case("StartRapidResponse", started_at="2012-05-02T10:00:00Z",
                     lead_person_id=self.people["DESIGNATED_PAEDIATRICIAN"])
        self.of_case("RequestAgencyReport", request_id=self.request_id, agency_id=HOSPITAL,
                     form_type="agency_report", requested_on=day("2012-05-02"),
                     due_on=day("2012-05-23"))
        self.office.drive_clock(moment("2012-05-21T12:00"))

    def report(self, author):
        return self.office.act(author, "ReceiveAgencyReport", case_id=self.case_id,
                               request_id=self.request_id, received_on=day("2012-05-21"),
                               summary="Seen twice for feeding; no concern was recorded.")

    def convene(self):
        self.office.drive_clock(moment("2012-09-11T12:00"))
        self.administrator("ScheduleMeeting", meeting_id=self.meeting, body_id=self.panel,
                           starts_at="2012-09-12T09:00:00Z")
        self.administrator("ListChildDeath", meeting_id=self.meeting, case_id=self.case_id,
                           item_id=self.item)
        self.office.drive_clock(moment("2012-09-12T11:00"))
        for role in SEATS:
            self.administrator("RecordAttendance", meeting_id=self.meeting, kind="SEAT_HOLDER",
                               person_id=self.people[role], seat_id=self.seats[role],
                               **{"from": "2012-09-12T09:00:00Z"})

    def evaluate_quorum(self):
        self.administrator("EvaluateQuorum", meeting_id=self.meeting, item_id=self.item,
                           unexpected_death=True, at="2012-09-12T09:30:00Z")

    def decision(self):
        return {
            "case_id": self.case_id, "meeting_id": self.meeting, "item_id": self.item,
            "categories_applying": [10], "category": 10, "modifiability": "modifiable",
            "factors": [{"domain": "FAMILY_AND_ENVIRONMENT", "score": "MAY_HAVE_CONTRIBUTED",
                         "description": "Slept on a sofa.", "modifiable": True}],
            "reasons": "No cause was found after full investigation.",
            "refer_for_review": "NO", "refer_for_review_reason": "No abuse or neglect suspected.",
            "decided_at": "2012-09-12T09:45:00Z",
        }

    def decide(self):
        self.administrator("RecordPanelDecision", **self.decision())

    def complete(self):
        return self.of_case("CompleteReview", completed_on=day("2012-09-12"))

    def of_case(self, name, /, **fields):
        return self.administrator(name, case_id=self.case_id, **fields)
