"""What happens to every case of the table: the office takes it in, asks, waits, and the panel decides."""

from house import PANEL, day, hospital, new_id, person, responder, table

MEMBERS = {
    "2010": ("PUBLIC_HEALTH", "DESIGNATED_PAEDIATRICIAN", "DESIGNATED_NURSE",
             "CHILDRENS_SOCIAL_CARE", "POLICE"),
    "2018": ("CHAIR", "HEALTH_LEAD", "LOCAL_AUTHORITY_LEAD", "DESIGNATED_PAEDIATRICIAN",
             "PUBLIC_HEALTH", "POLICE"),
}
MODIFIABILITY = {"yes": "modifiable", "no": "not_modifiable", "?": "inadequate_information"}
SEX = {"F": "FEMALE", "M": "MALE"}


class Case:
    """A row of the table, and what was recorded of it so far."""

    def __init__(self, house, row):
        self.house, self.row = house, row
        self.ref, self.board = row["ref"], row["board"]
        self.id = new_id("case", self.ref)
        self.kind = row["kind"]  # at first; it may be classified anew
        self.nhs_number = ""
        self.despite = {}  # command -> the reason it is given in spite of
        self.revised = {}  # at which meeting, on which ground, to which category

    def act(self, name, /, **fields):
        return self.house.act(self.board, name, case_id=self.id, **fields)

    def item(self, meeting):
        return new_id("item", meeting, self.ref)

    def request(self):
        return new_id("request", self.ref)

    # As the table tells it.

    def plan(self):
        row, at = self.row, self.house.at
        at(f"{row['notified']}T10:00", self.take_in)
        for column, act in (("coroner", self.coroner), ("registered", self.registrar)):
            if row[column]:
                begun, told = row[column].split(">")
                at(told, lambda act=act, begun=begun, told=told: act(begun, told))
        if row["asked"]:
            asked, due, back = row["asked"].split(">")
            at(asked, lambda: self.ask(asked, due))
            if back:
                at(f"{back}T17:00", lambda: self.receive(back))
        if row["meeting"]:
            at(row["meeting"], lambda: self.review_meeting(row["meeting"]))

    def take_in(self):
        row = self.row
        self.act("ReceiveNotification", case_reference=self.ref, channel="TELEPHONE",
                 notifier="HOSPITAL", received_at=f"{row['notified']}T09:30:00Z")
        self.act("IdentifyChild", given_names="Test", family_name=f"Example {self.ref}",
                 address=f"{self.ref} Nowhere Lane", postcode="ZZ99 9ZZ",
                 **({"nhs_number": self.nhs_number} if self.nhs_number else
                    {"nhs_number_absence": "NUMBER_NOT_KNOWN"}))
        self.act("RecordDeath", date_of_birth=day(row["born"]), date_of_death=day(row["died"]),
                 sex=SEX[row["sex"]], place="Ward")
        kind = self.kind
        outside = {"stillborn": "Not live-born.", "terminated": "A lawful termination.",
                   "adult": "Eighteen on the day of death."}
        self.act("DetermineScope", live_born="NO" if kind == "stillborn" else "YES",
                 lawful_termination="YES" if kind == "terminated" else "NO",
                 in_scope=kind not in outside, ground=outside.get(kind, "Live-born, under 18."))
        if kind not in outside:
            self.classify(kind, "As notified.")

    def classify(self, kind, grounds):
        self.kind = kind
        self.act("ClassifyExpectedness", expectedness=kind.upper(), grounds=grounds)

    def coroner(self, decided, told):
        self.act("RecordCoronerNotice", decided_on=day(decided), received_on=day(told),
                 decision="To investigate.")

    def registrar(self, registered, told):
        self.act("RecordRegistrarParticulars", registered_on=day(registered),
                 received_on=day(told))

    def ask(self, asked, due):
        self.act("RequestAgencyReport", request_id=self.request(), agency_id=hospital(self.board),
                 form_type="agency_report", requested_on=day(asked),
                 **({"due_on": day(due)} if due else {}))

    def receive(self, back, **fields):
        fields = fields or {"summary": "What the records hold."}
        self.act("ReceiveAgencyReport", request_id=self.request(), received_on=day(back), **fields)

    def review_meeting(self, held):
        self.act("RecordReviewMeeting", form="CHILD_DEATH_REVIEW_MEETING",
                 held_at=f"{held}T10:00:00Z",
                 attendee_person_ids=[responder(self.board)])
        self.act("RecordDraftAnalysis", produced_on=day(held), form_version="2019",
                 document_sha256="0" * 64, author_person_id=responder(self.board))

    def finding(self, category=None):
        row = self.row
        category = category or int(row["category"])
        modifiable = row["modifiable"] == "yes"
        return {
            "categories_applying": [category], "category": category,
            "reasons": "As the papers show.",
        }, {
            "modifiability": MODIFIABILITY[row["modifiable"]],
            "factors": [{"domain": "SERVICE_PROVISION",
                         "score": "MAY_HAVE_CONTRIBUTED" if modifiable else "NO_FACTORS",
                         "description": "A delay.", "modifiable": modifiable}],
            "refer_for_review": "NO", "refer_for_review_reason": "No abuse suspected.",
        }


class Panel:
    """A row of the table of meetings, and the cases on its agenda in the order of theirs."""

    def __init__(self, house, row, cases):
        self.house, self.key, self.day = house, row["meeting"], row["day"]
        self.id = new_id("meeting", self.key)
        self.way, self.roles = row["way"], MEMBERS[row["members"]]
        self.absent = row["absent"].split()
        self.cases = [case for case in cases
                      if self.key in case.row["panel"].replace("-", "").split()]
        self.recused = {}  # ref -> role
        self.leave = {}  # role -> when
        self.deputies = {}  # role -> person
        self.afterwards = []

    def act(self, name, /, **fields):
        return self.house.act("A", name, meeting_id=self.id, **fields)

    def plan(self):
        self.house.at(f"{self.day}T08:00", self.convene)
        self.house.at(f"{self.day}T15:00", self.hold)

    def convene(self):
        self.act("ScheduleMeeting", body_id=PANEL, starts_at=f"{self.day}T09:00:00Z", way=self.way)
        for case in self.cases:
            self.list(case)

    def list(self, case):
        self.act("ListChildDeath", case_id=case.id, item_id=case.item(self.key),
                 despite_missing=case.despite.get("list", ""))

    def time_of(self, case):
        minutes = 30 + 12 * self.cases.index(case)
        return f"{self.day}T{9 + minutes // 60:02}:{minutes % 60:02}:00Z"

    def hold(self):
        for role in self.roles:
            if role in self.absent:
                self.act("RecordApologies", person_id=person(role))
            if self.way == "IN_SESSION" and (role not in self.absent or role in self.deputies):
                self.act("RecordAttendance", seat_id=new_id("seat", role),
                         kind="DEPUTY" if role in self.deputies else "SEAT_HOLDER",
                         person_id=self.deputies.get(role, person(role)),
                         **{"from": f"{self.day}T09:00:00Z"},
                         **({"until": self.leave[role]} if role in self.leave else {}))
        for case in self.cases:
            self.take(case)
        for act in self.afterwards:
            act()
        self.act("CloseMeeting", closed_at=f"{self.day}T14:00:00Z")

    def take(self, case):
        item = case.item(self.key)
        if self.way == "BY_CORRESPONDENCE":
            for role in self.roles:
                self.act("RecordReply", item_id=item, person_id=person(role),
                         seat_id=new_id("seat", role), kind="SEAT_HOLDER", answer="AGREES",
                         replied_at=f"{self.day}T09:20:00Z")
        if case.ref in self.recused:
            self.act("DeclareInterest", item_id=item, person_id=person(self.recused[case.ref]),
                     nature="Treated the child.", recused=True)
        self.evaluate(case)
        if f"{self.key}-" in case.row["panel"]:
            self.act("DeferCase", case_id=case.id, item_id=item, reason="It is not complete.")
        else:
            self.decide(case)

    def evaluate(self, case):
        self.act("EvaluateQuorum", item_id=case.item(self.key), at=self.time_of(case),
                 unexpected_death=case.kind == "unexpected")

    def decide(self, case):
        if case.revised.get("at") == self.key:
            finding, _ = case.finding(case.revised["category"])
            self.act("ReviseCategory", case_id=case.id, item_id=case.item(self.key),
                     ground=case.revised["ground"], decided_at=self.time_of(case), **finding)
            case.act("CompleteReview", completed_on=day(self.day))
            return
        finding, rest = case.finding()
        self.act("RecordPanelDecision", case_id=case.id, item_id=case.item(self.key),
                 decision_id=new_id("decision", case.ref), decided_at=self.time_of(case),
                 despite_outstanding=case.despite.get("decide", ""), **finding, **rest)
        case.act("CompleteReview", completed_on=day(self.day))


def cast(house):
    """The cases and the meetings of the tables, by their names, with their lives planned."""
    cases = {row["ref"]: Case(house, row) for row in table("cases.csv")}
    panels = {row["meeting"]: Panel(house, row, cases.values()) for row in table("meetings.csv")}
    for one in (*cases.values(), *panels.values()):
        one.plan()
    return cases, panels
