"""A fresh server, and the command line beside it, for the tests of the demonstration."""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "foreign"))

from server import TOGETHER, Server  # noqa: E402

PROGRAMS = []  # candour-server, candour-dev-identity, candour
PATIENCE_S = 120


class Desk:
    """A fresh server, and the command line beside it."""

    def __init__(self):
        server, identity, self.candour = PROGRAMS
        self.folder = tempfile.TemporaryDirectory()
        told = subprocess.run([self.candour, "demo", "tenants"], check=True, capture_output=True,
                              text=True)
        tenants = dict(line.split("=") for line in told.stdout.split())
        self.server = Server(self.folder.name, server, identity, tenants, TOGETHER)

    def words(self, *words):
        server = ["--server", self.server.addresses["unix"]["record"]]
        return [self.candour, *([] if "--server" in words else server),
                "--run-folder", f"{self.folder.name}/identity", *words]

    def run(self, *words):
        return subprocess.run(self.words(*words), capture_output=True, text=True,
                              timeout=PATIENCE_S)

    def json(self, *words):
        ran = self.run("--json", *words)
        if ran.returncode != 0:
            raise AssertionError(f"{words}: {ran.returncode}: {ran.stderr}")
        return json.loads(ran.stdout)

    def sizes(self):
        return {log["tenant"]: int(log["size"]) for log in self.json("log", "list").get("logs", [])}

    def close(self):
        code = self.server.close()
        self.folder.cleanup()
        if code != 0:
            raise AssertionError(f"the server ended with {code}")
