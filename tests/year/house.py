"""Three boards, the panel that two of them share, and the clock that the year is driven by."""

import csv
import datetime
import pathlib
import sys
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "foreign"))

import grpc  # noqa: E402
import messages  # noqa: E402
from client import message_class, method_taking, rejection_in  # noqa: E402

TENANT = "threeboards"
ADMINISTRATOR = "cdop_administrator"
HOSPITAL = "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71"  # whose author holds a token


def new_id(*parts):
    """The same name is the same id in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


BOARDS = {letter: new_id("board", letter) for letter in "ABC"}
BOARD_NAMES = {"A": "Ambleford", "B": "Brackwater", "C": "Cravenmoor"}


def table(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(text):
    year, month, number = map(int, text.split("-"))
    return {"year": year, "month": month, "day": number}


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


def guidance(name):
    path = messages.ROOT / "workflows" / f"{name}.textproto"
    return path.read_text(encoding="utf-8")


class House:
    """Acts in the name of a board, each act at its own moment of the driven clock."""

    def __init__(self, client):
        self.client = client
        self.now = None  # the moment the clock was driven to
        self.acts = 0
        self.position = 0  # what is asked of the views knows at least this much of the log
        self.plan = []  # (moment, order, act)

    # What is to be done when.

    def at(self, when, act):
        self.plan.append((when if "T" in when else f"{when}T16:00", len(self.plan), act))

    def live(self):
        """Does what is planned, in order; what an act plans for later is done later."""
        while self.plan:
            self.plan.sort()
            when, _, act = self.plan.pop(0)
            self.drive(when)
            act()

    def drive(self, when):
        if self.now is None or when > self.now:
            self.now = when
            self.client.record("demonstration_driver", "DriveClock", tenant=TENANT,
                               to_micros=int(moment(when).timestamp() * 1_000_000))

    # Acting.

    def act(self, board, name, /, caller=ADMINISTRATOR, **fields):
        from google.protobuf import json_format

        self.acts += 1
        method = method_taking(name)
        request = message_class(method.input_type.full_name)()
        header = {"command_id": new_id("act", str(self.acts)), "board_id": BOARDS[board],
                  "tenant": TENANT}
        json_format.ParseDict({"header": header, **fields}, request)
        accepted = self.client.call(caller, method, request)
        self.position = accepted.last_position
        return accepted

    def refused(self, reason, /, *arguments, **fields):
        """An act that a rule stands against, for that reason."""
        from candour.types.v1 import rejection_pb2

        try:
            self.act(*arguments, **fields)
        except grpc.RpcError as error:
            rejection = rejection_in(error)
            told = rejection and rejection_pb2.RejectionReason.Name(rejection.reason)
            if told != reason:
                raise AssertionError(f"refused for {told}: {error.details()}") from error
            return
        raise AssertionError(f"{arguments} was not refused for {reason}")

    def ask(self, service, name, /, caller=ADMINISTRATOR, **fields):
        from google.protobuf import descriptor_pool, json_format

        method = descriptor_pool.Default().FindServiceByName(service).methods_by_name[name]
        request = message_class(method.input_type.full_name)()
        json_format.ParseDict(fields, request)
        return self.client.call(caller, method, request)

    def views(self, name, **fields):
        return self.ask("candour.views.v1.Views", name, tenant=TENANT,
                        at_least_position=self.position, **fields)

    # The boards.

    def found(self):
        """Opens the record in 2011, with the guidance of that time."""
        start = moment("2011-04-01T08:00")
        self.client.record("operator", "OpenLog", tenant=TENANT, driven_clock=True,
                           driven_clock_start_micros=int(start.timestamp() * 1_000_000))
        for letter, name in BOARD_NAMES.items():
            self.act(letter, "OpenBoard", caller="operator", board_id=BOARDS[letter], name=name,
                     area_code=f"E0900099{'ABC'.index(letter) + 1}", opened_on=day("2011-04-01"))
            self.act(letter, "RegisterAgency", agency_id=HOSPITAL if letter == "A" else
                     new_id("hospital", letter), name=f"{name} Hospital")
            self.act(letter, "RegisterPerson", person_id=responder(letter),
                     name=f"Doctor of {name}", job_title="paediatrician")
        self.adopt("editions/data/holidays_england_wales", "editions/data/wt2010",
                   "editions/data/forms_2010", "editions/data/return_lscb1",
                   "editions/data/meetings", "editions/data/board/return_rules",
                   "editions/data/board/parents_first")
        self.seat("PUBLIC_HEALTH", "DESIGNATED_PAEDIATRICIAN", "DESIGNATED_NURSE",
                  "CHILDRENS_SOCIAL_CARE", "POLICE", since="2011-04-01")
        self.act("A", "ShareBody", body_id=PANEL, served_board_id=BOARDS["B"],
                 **{"from": day("2011-04-01")}, source="Agreement of the two boards.")

    def adopt(self, *names):
        for letter in BOARDS:
            for name in names:
                self.act(letter, "AdoptEdition", data=guidance(name))

    def seat(self, *roles, since):
        if since == "2011-04-01":
            self.act("A", "EstablishBody", body_id=PANEL, kind="CHILD_DEATH_OVERVIEW_PANEL",
                     name="Joint panel", **{"from": day(since)})
        for role in roles:
            self.act("A", "RegisterPerson", person_id=person(role),
                     name=f"Member {role.title()}", job_title=role.lower())
            self.act("A", "CreateSeat", seat_id=new_id("seat", role), body_id=PANEL, role=role,
                     **{"from": day(since)})
            self.act("A", "FillSeat", seat_id=new_id("seat", role), person_id=person(role),
                     **{"from": day(since)})

    def name_deputy(self, role, person_id, since):
        self.act("A", "RegisterPerson", person_id=person_id, name="Deputy Example",
                 job_title="deputy")
        self.act("A", "NameDeputy", seat_id=new_id("seat", role), person_id=person_id,
                 **{"from": day(since)})


PANEL = new_id("panel")


def person(role):
    return new_id("person", role)


def responder(board):
    """Who responds to a death for the board: on its own register."""
    return new_id("responder", board)


def hospital(board):
    return HOSPITAL if board == "A" else new_id("hospital", board)
