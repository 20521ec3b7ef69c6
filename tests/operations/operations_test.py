#!/usr/bin/python3
"""What an operator lives through, with the programmes that ship: a backup made while the office works
and put back, a database that another server takes over, a copy of it that is too old. Arguments:
candour-server, candour-dev-identity, candour-test-database, candour."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import uuid

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "foreign")]

import grpc  # noqa: E402
import messages  # noqa: E402
from client import Client, Office  # noqa: E402
from server import TOGETHER, Databases, Server  # noqa: E402
from story import Story, new_id  # noqa: E402

TENANT = "northshire"
PROGRAMS = []
STOPPED = 3


class House:
    """A server with a board, begun and ended at will, and the command line beside it."""

    def __init__(self, folder, settings=(), board=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.board = board or str(uuid.uuid4())
        self.settings = [str(word) for word in settings]
        self.begin()

    def begin(self):
        for socket in self.folder.glob("*.socket"):
            socket.unlink()
        server, identity = PROGRAMS[:2]
        self.server = Server(self.folder, server, identity, {TENANT: self.board}, TOGETHER,
                             self.settings)
        self.client = Client(self.server.addresses["unix"], self.server.tokens)
        self.office = Office(self.client, TENANT, self.board)

    def end(self):
        self.client.close()
        return self.server.close()

    def open_the_board(self):
        Story(self.office).open_the_board()

    def register_somebody(self):
        self.office.act("cdop_administrator", "RegisterPerson", person_id=new_id(),
                        name="Member Somebody", job_title="nobody's")

    def keep_a_paper(self, text):
        paper = self.folder / "paper.txt"
        paper.write_text(text, encoding="utf-8")
        self.said("--as", "cdop_administrator", "document", "add", "--file", paper, "--kind",
                  "other_paper", "--title", "A paper")

    def size(self):
        return self.client.record("operator", "ListLogs").logs[0].size

    def run(self, *words):
        return subprocess.run(
            [PROGRAMS[3], "--server", self.server.addresses["unix"]["record"], "--run-folder",
             str(self.folder / "identity"), *map(str, words)],
            capture_output=True, text=True, timeout=120)

    def said(self, *words):
        ran = self.run(*words)
        if ran.returncode != 0:
            raise AssertionError(f"{words}: {ran.returncode}: {ran.stdout}{ran.stderr}")
        return ran.stdout


class Working:
    """An office that goes on recording beside what a test does; how much was acknowledged."""

    def __init__(self, house):
        self.house = house
        self.done = 0
        self.failure = None
        self.ending = threading.Event()
        self.began = threading.Event()
        self.thread = threading.Thread(target=self._work)

    def _work(self):
        try:
            while not self.ending.is_set():
                self.house.register_somebody()
                self.done += 1
                self.began.set()
        except grpc.RpcError as error:
            self.failure = error
            self.began.set()

    def __enter__(self):
        self.thread.start()
        self.began.wait(30)
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()
        if self.failure:
            raise self.failure


class Operations(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        messages.generate(temporary.name)

    def house(self, name, settings=(), board=None):
        house = House(self.folder / name, settings, board)
        self.addCleanup(house.end)
        return house

    def databases(self):
        databases = Databases(self.folder, PROGRAMS[2])
        self.addCleanup(databases.close)
        return databases

    def refusal(self, house):
        """What a server says that does not start."""
        with self.assertRaises(AssertionError) as refused:
            house.begin()
        return str(refused.exception)

    # --- Backups ---

    def test_a_backup_is_made_while_the_office_works_and_can_be_put_back(self):
        backups, keys = self.folder / "backups", self.folder / "keyring-backup"
        house = self.house("first", ["--backup", backups, "--keyring-backup", keys])
        house.open_the_board()
        house.keep_a_paper("the first paper")
        house.end()
        house.begin()  # so that there are files which will not change any more
        with Working(house) as office:
            acknowledged = house.size()
            first = json.loads(house.said("--as", "operator", "--json", "log", "backup"))
            before = office.done
            files = {path: path.stat().st_mtime_ns for path in backups.rglob("*.sst")}
            self.assertTrue(files)
            while office.done < before + 5 and not office.failure:
                house.size()
            house.keep_a_paper("another paper")
            second = json.loads(house.said("--as", "operator", "--json", "log", "backup"))
        self.assertEqual([1, 2], [int(made["documents"]) for made in (first, second)])
        self.assertEqual([1, 2], [int(made["number"]) for made in (first, second)])
        self.assertTrue(second["keyring"])
        # What the first had is shared, not copied again.
        for path, made_at in files.items():
            self.assertEqual(made_at, path.stat().st_mtime_ns)

        checkpoint, newer = self.folder / "checkpoint", self.folder / "newer"
        size = house.size()
        third = json.loads(house.said("--as", "operator", "--json", "log", "backup"))
        self.assertEqual(3, int(third["number"]))
        signed = json.loads(house.said("--as", "auditor", "--json", "log", "checkpoint"))
        checkpoint.write_text(signed["note"], encoding="utf-8")
        house.register_somebody()
        later = json.loads(house.said("--as", "auditor", "--json", "log", "checkpoint"))
        newer.write_text(later["note"], encoding="utf-8")
        self.assertGreater(size, acknowledged)
        house.end()

        def restore(data, against):
            return house.run("log", "restore", "--from", backups, "--keyring", keys, "--data", data,
                             "--checkpoint", against, "--verifier-key", signed["verifier_key"])

        refused = restore(self.folder / "refused", newer)
        self.assertEqual(6, refused.returncode, refused.stdout + refused.stderr)
        self.assertIn("checkpoint", refused.stderr)
        self.assertFalse((self.folder / "refused").exists())

        (self.folder / "second").mkdir()
        data = self.folder / "second" / "data"
        restored = restore(data, checkpoint)
        self.assertEqual(0, restored.returncode, restored.stdout + restored.stderr)
        self.assertNotEqual(0, restore(data, checkpoint).returncode)  # never over another
        # The master key of a house is beside its data, in no backup.
        shutil.copytree(house.folder / "keys", self.folder / "second" / "keys")
        again = self.house("second", board=house.board)
        self.assertEqual(size, again.size())
        again.said("--as", "auditor", "log", "verify")
        again.register_somebody()
        whole = json.loads(again.said("--json", "document", "verify"))
        self.assertEqual([2, True], [int(whole["versions"]), whole["all"]])
        lost = next(file for file in (data / "documents").rglob("*")
                    if file.is_file() and file.name != "lock")
        lost.unlink()
        found = again.run("document", "verify")
        self.assertEqual(6, found.returncode, found.stdout + found.stderr)
        self.assertIn(", version 1: the content of a document is missing", found.stdout)

    # --- A database of several servers ---

    def test_a_server_whose_database_is_taken_over_says_so_and_ends(self):
        databases = self.databases()
        first = self.house("first", databases.settings)
        first.open_the_board()
        # The second of an office is the same office: it has the master key, too.
        (self.folder / "second").mkdir()
        shutil.copytree(first.folder / "keys", self.folder / "second" / "keys")
        second = self.house("second", databases.settings, first.board)
        second.register_somebody()
        with self.assertRaises(grpc.RpcError) as answer:
            first.register_somebody()
        self.assertEqual(grpc.StatusCode.UNAVAILABLE, answer.exception.code())
        first.server.processes[0].wait(timeout=60)
        self.assertEqual(STOPPED, first.end())
        log = (first.folder / "server.log").read_text()
        self.assertIn("another server has taken the database over", log)
        second.register_somebody()
        # Whoever supervises starts it again, and it is then the one that writes.
        size = second.size()
        first.begin()
        self.assertEqual(size, first.size())
        first.register_somebody()

    def test_an_older_copy_of_a_database_is_refused_by_the_checkpoints_outside(self):
        databases = self.databases()
        house = self.house("house", [*databases.settings, "--checkpoints", self.folder / "outside"])
        house.open_the_board()
        self.assertEqual(0, house.end())  # and writes a checkpoint
        address = (self.folder / "log-database").read_text().strip()
        name = address.rsplit("=", 1)[1]

        def sql(statement):
            subprocess.run(["psql", "-qX", "-d", address.replace(name, "postgres"), "-c", statement],
                           check=True)

        sql(f"CREATE DATABASE older TEMPLATE {name}")
        sql("CREATE DATABASE none")
        house.begin()
        house.register_somebody()
        self.assertEqual(0, house.end())
        # A new machine: it knows nothing of what was acknowledged.
        (house.folder / "data" / "acknowledged").unlink()
        for other, why in (("older", "an older copy of the record was put back"),
                           ("none", "the record has no log of northshire")):
            (self.folder / "log-database").write_text(address.replace(name, other))
            self.assertIn(why, self.refusal(house))
            (house.folder / "data" / "acknowledged").unlink(missing_ok=True)
        (self.folder / "log-database").write_text(address)
        house.begin()
        house.register_somebody()


if __name__ == "__main__":
    PROGRAMS[:] = sys.argv[1:5]
    # A server that is refused leaves its log open.
    unittest.main(argv=sys.argv[:1], verbosity=2, warnings="ignore")
