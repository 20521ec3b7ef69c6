#!/usr/bin/python3
"""Drives the server as a stranger would; see README.md. Arguments: candour-server,
candour-dev-identity, and "together" or "apart": all services in one process, or each alone."""

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
from server import APART, TOGETHER, Server  # noqa: E402
from story import Story  # noqa: E402

TRANSPORTS = ("tcp", "unix")
BOARDS = {transport: str(uuid.uuid4()) for transport in TRANSPORTS}
PROGRAMS = []
SERVICES = ("candour.record.v1.Record", "candour.casework.v1.Boards",
            "candour.casework.v1.ChildDeathReviews", "candour.casework.v1.Meetings")


def setUpModule():
    global folder, server
    folder = tempfile.TemporaryDirectory()
    messages.generate(folder.name)
    *programs, how = PROGRAMS
    server = Server(folder.name, *programs, BOARDS, {"together": TOGETHER, "apart": APART}[how])


def tearDownModule():
    code = server.close()
    folder.cleanup()
    if code != 0:
        raise AssertionError(f"the server ended with {code}")


class OnEveryTransport(unittest.TestCase):
    def clients(self):
        for transport in TRANSPORTS:
            with self.subTest(transport=transport):
                client = Client(server.addresses[transport], server.tokens)
                try:
                    yield client, Office(client, transport, BOARDS[transport])
                finally:
                    client.close()

    def refused(self, code, call, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **fields)
        self.assertEqual(code, caught.exception.code(), caught.exception.details())
        return caught.exception

    def test_health_is_told_without_a_token(self):
        for client, _ in self.clients():
            for service in SERVICES:
                for name in ("", service):
                    self.assertEqual("SERVING", client.health(name, of=service), service)
            self.refused(grpc.StatusCode.NOT_FOUND, client.health, "candour.nowhere.v1.Nothing")

    def test_reflection_tells_what_proto_says(self):
        from google.protobuf import descriptor_pb2

        for client, _ in self.clients():
            for expected in SERVICES:
                listed = client.reflect(expected, list_services="").list_services_response.service
                self.assertIn(expected, [service.name for service in listed])
            symbol = method_taking("ReceiveNotification").containing_service
            files = client.reflect(symbol.full_name, file_containing_symbol=symbol.full_name)
            told = [descriptor_pb2.FileDescriptorProto.FromString(data)
                    for data in files.file_descriptor_response.file_descriptor_proto]
            mine = descriptor_pb2.FileDescriptorProto()
            symbol.file.CopyToProto(mine)
            self.assertIn(mine.service, [file.service for file in told])

    def test_a_case_from_notification_to_completion(self):
        for client, office in self.clients():
            story = Story(office)
            story.open_the_board()
            self.roles_are_held_to(office, story)
            story.take_in()
            story.respond()
            story.convene()
            self.rules_are_told(office, story)
            story.evaluate_quorum()
            story.decide()
            done = story.complete()
            self.assertEqual(["ReviewCompleted"], [event.event_type for event in done.events])
            self.assertEqual(office.log_size(), done.last_position + 1)
            checkpoint = client.record("auditor", "GetCheckpoint", tenant=office.tenant)
            self.assertEqual(office.log_size(), checkpoint.size)
            self.assertTrue(checkpoint.note.startswith(f"demo/{office.tenant}\n"), checkpoint.note)

    def roles_are_held_to(self, office, story):
        """Nobody does what their role may not, and nothing is written of the attempt."""
        size = office.log_size()
        denied = grpc.StatusCode.PERMISSION_DENIED
        for role in ("auditor", "panel_member", "agency_author_health", "board_chair", "operator"):
            self.refused(denied, office.act, role, "ReceiveNotification", **story.notification())
        self.refused(denied, office.client.record, "cdop_administrator", "ReadAll",
                     tenant=office.tenant)
        self.refused(denied, office.client.record, "auditor", "DriveClock", tenant=office.tenant)
        self.refused(grpc.StatusCode.UNAUTHENTICATED, office.act, None, "ReceiveNotification",
                     **story.notification())
        elsewhere = Office(office.client, office.tenant, str(uuid.uuid4()))
        self.refused(denied, elsewhere.act, "cdop_administrator", "ReceiveNotification",
                     **story.notification())
        self.assertEqual(size, office.log_size())

    def rules_are_told(self, office, story):
        """A rule that stands against a command answers with its reason; so does bad input. The same
        command again is the same answer."""
        from candour.types.v1 import rejection_pb2

        size = office.log_size()
        error = self.refused(grpc.StatusCode.FAILED_PRECONDITION, story.decide)
        rejection = rejection_in(error)
        self.assertEqual("QUORUM_NOT_EVALUATED",
                         rejection_pb2.RejectionReason.Name(rejection.reason))
        self.assertIn("evaluate the quorum", rejection.sentence)
        invalid = grpc.StatusCode.INVALID_ARGUMENT
        error = self.refused(invalid, story.of_case, "CompleteReview",
                             completed_on={"year": 2012, "month": 9, "day": 31})
        self.assertIn("completed_on", error.details())
        self.refused(invalid, story.of_case, "CompleteReview",
                     completed_on={"year": 2013, "month": 1, "day": 1})
        self.assertEqual(size, office.log_size())

        method, request = office.command("HoldCase", {
            "case_id": story.case_id, "because_of": "Inquest.", "hold_id": str(uuid.uuid4()),
            "look_again_on": {"year": 2012, "month": 10, "day": 1}})
        first = office.client.call("cdop_administrator", method, request)
        again = office.client.call("cdop_administrator", method, request)
        self.assertEqual(first.SerializeToString(deterministic=True),
                         again.SerializeToString(deterministic=True))
        self.assertEqual(size + 1, office.log_size())
        request.because_of = "Trial."
        self.refused(grpc.StatusCode.ALREADY_EXISTS, office.client.call, "cdop_administrator",
                     method, request)
        story.of_case("ReleaseHold", hold_id=request.hold_id, reason="The inquest is over.")


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:4])
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
