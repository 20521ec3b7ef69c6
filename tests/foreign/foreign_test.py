#!/usr/bin/python3
"""Drives the server as a stranger would; see README.md. Arguments: candour-server,
candour-dev-identity, candour-test-database, and "together", "apart" or "database": all services in
one process, each alone, or all in one with the record in a database."""

import pathlib
import sys
import tempfile
import unittest
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import grpc  # noqa: E402
import messages  # noqa: E402
from client import Client, Office, method_taking, rejection_in  # noqa: E402
from server import APART, TOGETHER, Databases, Server  # noqa: E402
from story import ADMINISTRATOR, Story, day  # noqa: E402

BOARDS = {transport: str(uuid.uuid4()) for transport in ("tcp", "unix")}  # one each
PROGRAMS = []
SERVICES = ("candour.record.v1.Record", "candour.casework.v1.Boards",
            "candour.casework.v1.ChildDeathReviews", "candour.casework.v1.Meetings")


def setUpModule():
    global folder, server, databases
    folder = tempfile.TemporaryDirectory()
    messages.generate(folder.name)
    *programs, database, how = PROGRAMS
    databases = Databases(folder.name, database) if how == "database" else None
    server = Server(folder.name, *programs, BOARDS, APART if how == "apart" else TOGETHER,
                    databases.settings if databases else ())


def tearDownModule():
    code = server.close()
    if databases:
        databases.close()
    folder.cleanup()
    if code != 0:
        raise AssertionError(f"the server ended with {code}")


class Stranger:
    """What is tried on every transport."""

    def setUp(self):
        self.client = Client(server.addresses[self.TRANSPORT], server.tokens)
        self.addCleanup(self.client.close)
        self.office = Office(self.client, self.TRANSPORT, BOARDS[self.TRANSPORT])

    def refused(self, code, call, /, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **fields)
        self.assertEqual(code, caught.exception.code(), caught.exception.details())
        return caught.exception

    def test_health_is_told_without_a_token(self):
        for service in SERVICES:
            for name in ("", service):
                self.assertEqual("SERVING", self.client.health(name, of=service), service)
        self.refused(grpc.StatusCode.NOT_FOUND, self.client.health, "candour.nowhere.v1.Nothing")

    def test_reflection_tells_what_proto_says(self):
        from google.protobuf import descriptor_pb2

        for expected in SERVICES:
            listed = self.client.reflect(expected, list_services="").list_services_response.service
            self.assertIn(expected, [service.name for service in listed])
        symbol = method_taking("ReceiveNotification").containing_service
        files = self.client.reflect(symbol.full_name, file_containing_symbol=symbol.full_name)
        told = [descriptor_pb2.FileDescriptorProto.FromString(data)
                for data in files.file_descriptor_response.file_descriptor_proto]
        mine = descriptor_pb2.FileDescriptorProto()
        symbol.file.CopyToProto(mine)
        self.assertIn(mine.service, [file.service for file in told])

    def test_a_case_from_notification_to_completion(self):
        office, story = self.office, Story(self.office)
        story.open_the_board()
        self.roles_are_held_to(story)
        story.take_in()
        story.respond()
        self.agencies_speak_for_themselves(story)
        story.convene()
        self.rules_are_told(story)
        self.the_same_command_is_the_same_answer(story)
        story.evaluate_quorum()
        story.decide()
        done = story.complete()
        self.assertEqual(["ReviewCompleted"], [event.event_type for event in done.events])
        self.assertEqual(office.log_size(), done.last_position + 1)
        checkpoint = self.client.record("auditor", "GetCheckpoint", tenant=office.tenant)
        self.assertEqual(office.log_size(), checkpoint.size)
        self.assertTrue(checkpoint.note.startswith(f"demo/{office.tenant}\n"), checkpoint.note)

    def roles_are_held_to(self, story):
        """Nobody does what their role may not, and nothing is written of the attempt."""
        office, size = self.office, self.office.log_size()
        denied = grpc.StatusCode.PERMISSION_DENIED
        for role in ("auditor", "panel_member", "agency_author_health", "board_chair", "operator"):
            self.refused(denied, office.act, role, "ReceiveNotification", **story.notification())
        self.refused(denied, self.client.record, ADMINISTRATOR, "ReadAll", tenant=office.tenant)
        self.refused(denied, self.client.record, "auditor", "DriveClock", tenant=office.tenant)
        self.refused(grpc.StatusCode.UNAUTHENTICATED, office.act, None, "ReceiveNotification",
                     **story.notification())
        elsewhere = Office(self.client, office.tenant, str(uuid.uuid4()))
        self.refused(denied, elsewhere.act, ADMINISTRATOR, "ReceiveNotification",
                     **story.notification())
        self.assertEqual(size, office.log_size())

    def agencies_speak_for_themselves(self, story):
        size = self.office.log_size()
        error = self.refused(grpc.StatusCode.FAILED_PRECONDITION, story.report,
                             "agency_author_police")
        self.assertEqual([story.request_id], list(rejection_in(error).about))
        self.assertEqual(size, self.office.log_size())
        story.report("agency_author_health")

    def rules_are_told(self, story):
        """A rule that stands against a command answers with its reason; so does bad input."""
        from candour.types.v1 import rejection_pb2

        size = self.office.log_size()
        error = self.refused(grpc.StatusCode.FAILED_PRECONDITION, story.decide)
        rejection = rejection_in(error)
        self.assertEqual("QUORUM_NOT_EVALUATED",
                         rejection_pb2.RejectionReason.Name(rejection.reason))
        self.assertIn("evaluate the quorum", rejection.sentence)
        for impossible in ("2012-09-31", "2013-01-01"):
            error = self.refused(grpc.StatusCode.INVALID_ARGUMENT, story.of_case, "CompleteReview",
                                 completed_on=day(impossible))
            self.assertIn("completed_on", error.details())
        self.assertEqual(size, self.office.log_size())

    def the_same_command_is_the_same_answer(self, story):
        size, hold_id = self.office.log_size(), str(uuid.uuid4())
        method, request = self.office.command("HoldCase", {
            "case_id": story.case_id, "because_of": "Inquest.", "hold_id": hold_id,
            "look_again_on": day("2012-10-01")})
        first = self.client.call(ADMINISTRATOR, method, request)
        self.assertEqual(first, self.client.call(ADMINISTRATOR, method, request))
        self.assertEqual(size + 1, self.office.log_size())
        request.because_of = "Trial."
        self.refused(grpc.StatusCode.ALREADY_EXISTS, self.client.call, ADMINISTRATOR, method, request)
        story.of_case("ReleaseHold", hold_id=hold_id, reason="The inquest is over.")


class OverTcp(Stranger, unittest.TestCase):
    TRANSPORT = "tcp"


class OverAUnixSocket(Stranger, unittest.TestCase):
    TRANSPORT = "unix"


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:5])
    unittest.main(argv=sys.argv[:1] + sys.argv[5:])
