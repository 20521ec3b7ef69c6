"""A server with one case, the command line beside it, and bundles that are changed."""

import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "foreign")]

import messages  # noqa: E402
import verifier  # noqa: E402
from client import Client, Office  # noqa: E402
from server import TOGETHER, Server  # noqa: E402
from story import Story, day  # noqa: E402

TENANT, BOARD = "northshire", str(uuid.uuid4())
PROGRAMS = []  # candour-server, candour-dev-identity, candour
PLANTED = "Quincunx"  # a word that stands nowhere else
DAMAGE = 6
USAGE = 2


class House:
    """A server with one case, and the command line beside it."""

    def __init__(self):
        server, identity, self.candour = PROGRAMS
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        messages.generate(self.temporary.name)
        self.start = lambda: Server(self.folder, server, identity, {TENANT: BOARD}, TOGETHER,
                                    ("--checkpoints", str(self.folder / "checkpoints"),
                                     "--scanner", "none"))
        self.server = self.start()
        self.connect()
        self.story = Story(self.office)
        self.story.open_the_board()
        self.story.take_in()
        self.story.of_case("CorrectDemographics", family_name=PLANTED + "name",
                           authority="REGISTRARS_ENTRY", reason="As registered.")
        self.story.of_case("HoldCase", hold_id=str(uuid.uuid4()), look_again_on=day("2012-09-03"),
                           because_of=f"inquest, {PLANTED} <b>&\"'")

    def connect(self):
        self.client = Client(self.server.addresses["unix"], self.server.tokens)
        self.office = Office(self.client, TENANT, BOARD)

    def stop(self):
        self.client.close()
        code = self.server.close()
        if code != 0:
            raise AssertionError(f"the server ended with {code}")
        for socket in self.folder.glob("*.socket"):
            socket.unlink()

    def begin(self):
        self.server = self.start()
        self.connect()
        self.story.office = self.office

    def restart(self):
        self.stop()
        self.begin()

    def close(self):
        self.client.close()
        self.server.close()
        self.temporary.cleanup()

    def run(self, *words):
        return subprocess.run(
            [self.candour, "--server", self.server.addresses["unix"]["record"], "--run-folder",
             str(self.folder / "identity"), *map(str, words)],
            capture_output=True, text=True, timeout=120)

    def said(self, *words):
        ran = self.run(*words)
        if ran.returncode != 0:
            raise AssertionError(f"{words}: {ran.returncode}: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def export(self, name, *words):
        file = self.folder / name
        self.said("--as", "information_governance", "export", self.story.case_id, "--to", file,
                  "--recipient", "The coroner", "--purpose", "Inquest", *words)
        return file

    def files_with(self, text):
        """The server's own files that hold the text, as bytes of UTF-8 or of UTF-16."""
        found = []
        for path in sorted((self.folder / "data").rglob("*")):
            if path.is_file() and any(text.encode(code) in path.read_bytes()
                                      for code in ("utf-8", "utf-16-le")):
                found.append(str(path.relative_to(self.folder)))
        return found


def sealed_again(lines):
    """A bundle of these lines whose last line fits them."""
    body = b"".join(line + b"\n" for line in lines)
    return body + json.dumps({"sha256": hashlib.sha256(body).hexdigest()},
                             separators=(",", ":")).encode() + b"\n"


def lines_of(data):
    return data.split(b"\n")[:-2]


def changed(data, at, change):
    """The bundle with one of its lines changed, and a last line that fits."""
    lines = lines_of(data)
    value = json.loads(lines[at])
    change(value)
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    lines[at] = text.replace("<", "\\u003c").replace(">", "\\u003e").encode()
    return sealed_again(lines)


def flipped(text, at=5):
    raw = bytearray(base64.b64decode(text))
    raw[at % len(raw)] ^= 1
    return base64.b64encode(bytes(raw)).decode()


class Refusals(unittest.TestCase):
    """What is refused of a bundle of this house; the module that makes it says which."""

    house = key = None

    def both_refuse(self, data, why=None):
        """Both verifiers refuse the bytes; ours with exit code 6 and a sentence."""
        with self.assertRaises(verifier.Refused, msg=why):
            verifier.verify(data, self.key)
        return self.ours_refuses(data, why)

    def ours_refuses(self, data, why=None, *words):
        file = self.house.folder / "altered.bundle"
        file.write_bytes(data)
        ran = self.house.run("verify", file, "--key", self.key, *words)
        self.assertEqual(DAMAGE, ran.returncode, f"{why}: {ran.stdout}{ran.stderr}")
        self.assertTrue(ran.stderr.strip().endswith("."), ran.stderr)
        return ran.stderr
