#!/usr/bin/python3
"""Exports, proof and forgetting as people meet them: a case is told, exported, checked by a verifier
written from the published format, mutilated, forgotten, and then looked for in every file the server
has. Arguments: candour-server, candour-dev-identity, candour."""

import base64
import hashlib
import html.parser
import json
import re
import shutil
import sys
import time
import unittest
import uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

sys.dont_write_bytecode = True
from house import (  # noqa: E402
    DAMAGE, PLANTED, PROGRAMS, TENANT, BOARD, USAGE, House, Refusals, changed, flipped, lines_of,
    sealed_again)

import grpc  # noqa: E402
import verifier  # noqa: E402


def setUpModule():
    global house, first, whole, key
    house = House()
    first = house.export("first.bundle")
    whole = house.export("whole.bundle", "--identity", "--html", house.folder / "whole.html")
    key = json.loads(lines_of(whole.read_bytes())[0])["verifier_key"]
    Refusals.house, Refusals.key = house, key


def tearDownModule():
    house.close()


class Bundle(Refusals):
    def test_a_whole_one_is_verified_by_both(self):
        data = whole.read_bytes()
        events = verifier.verify(data, key)
        self.assertGreater(events, 8)
        said = house.said("verify", whole, "--key", key)
        self.assertTrue(said.startswith(f"Verified: {events} entries stand"), said)
        self.assertIn("the one you gave", said)
        self.assertRegex(said, r"Made for +The coroner\n")
        self.assertRegex(said, r"Purpose +Inquest\n")
        position = json.loads(lines_of(data)[-1])["position"]
        self.assertRegex(said, rf"at position {position}; what was recorded after\s+it is not covered")
        self.assertIn(PLANTED, data.decode())
        self.assertNotIn(PLANTED + "name", first.read_text())

    def test_no_byte_can_be_altered(self):
        data = bytearray(whole.read_bytes())
        for at in range(len(data)):
            data[at] ^= 1
            if at % 1009 == 0:
                with self.assertRaises(verifier.Refused, msg=at):
                    verifier.verify(bytes(data), key)
            data[at] ^= 1
        step = max(1, len(data) // 25)
        for at in [*range(0, len(data), step), len(data) - 1, len(data) - 2]:
            data[at] ^= 1
            self.ours_refuses(bytes(data), at)
            data[at] ^= 1

    def test_nothing_can_be_altered_by_whoever_makes_the_last_line_fit(self):
        data = whole.read_bytes()
        lines = lines_of(data)
        for name in ("leaf", "ciphertext", "event_key", "opened"):
            self.both_refuse(changed(data, 2, lambda e: e.update({name: flipped(e[name])})), name)
        self.both_refuse(changed(data, 2, lambda e: e["path"].pop()), "a path")
        self.both_refuse(changed(data, 2, lambda e: e["path"].__setitem__(0, flipped(e["path"][0]))))
        self.both_refuse(changed(data, 2, lambda e: e.update(position="0")), "a position")
        self.both_refuse(changed(data, 2, lambda e: e.update(more="x")), "a field of no such name")

        def say_otherwise(event):
            value = next(v for v in event["read"] if "text" in v)
            value["text"] += " and more"

        self.both_refuse(changed(data, 2, say_otherwise), "a value")
        self.both_refuse(changed(data, 2, lambda e: e["read"].pop()), "a value left out")
        self.both_refuse(changed(data, 0, lambda h: h["statement"].pop()), "what it says of itself")
        self.both_refuse(changed(data, 0, lambda h: h.update(
            checkpoint=h["checkpoint"].replace("\n", "0\n", 2))), "the checkpoint")
        self.assertIn("missing", self.both_refuse(sealed_again(lines[:3] + lines[4:])))

        def withhold(event):
            event["forgotten"] = True
            for name in ("event_key", "opened", "read"):
                del event[name]

        self.assertIn("held back", self.both_refuse(changed(data, 2, withhold)))

        # Names and words are the program's: only ours can tell.
        self.ours_refuses(changed(data, 2, lambda e: e["read"][0].update(name="another")), "a name")

    def test_a_cut_tail_is_missed(self):
        def shorten(count):
            def change(head):
                head["scopes"][0]["events"] = str(int(head["scopes"][0]["events"]) - count)
            return change

        data = first.read_bytes()
        self.assertIn("are here and", self.both_refuse(sealed_again(lines_of(data)[:-1])))
        cut = changed(sealed_again(lines_of(data)[:-1]), 0, shorten(1))
        self.assertIn("events at its end are missing", self.both_refuse(cut))

    def test_it_goes_on_from_what_others_hold(self):
        held = house.folder / "held"
        older = json.loads(lines_of(first.read_bytes())[0])["checkpoint"]
        held.write_text(older, encoding="utf-8")
        self.assertIn("a checkpoint of", house.said("verify", whole, "--checkpoint", held))
        verifier.verify(whole.read_bytes(), key, older)
        newer = house.folder / "held_later"
        newer.write_text(json.loads(lines_of(whole.read_bytes())[0])["checkpoint"], encoding="utf-8")
        both = house.said("verify", "--checkpoint", held, "--checkpoint", newer, whole)
        self.assertEqual(2, both.count("a checkpoint of"), both)

        # The same size, signed for another history: a fork.
        forger = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
        public = forger.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        origin, size = older.split("\n")[:2]
        text = f"{origin}\n{size}\n{base64.b64encode(bytes(32)).decode()}\n"
        key_id = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
        signed = base64.b64encode(key_id + forger.sign(text.encode())).decode()
        held.write_text(f"{text}\n\u2014 {origin} {signed}\n", encoding="utf-8")
        self.ours_refuses(whole.read_bytes(), "a checkpoint of another key", "--checkpoint", held)
        for order in ((held, newer), (newer, held)):
            self.ours_refuses(whole.read_bytes(), "one of two checkpoints",
                              *(word for file in order for word in ("--checkpoint", file)))

        # A bundle in which the earlier history is another: its path does not lead to it.
        def fork(head):
            head["earlier"][0]["root"] = flipped(head["earlier"][0]["root"])

        self.assertIn("does not go on", self.both_refuse(changed(whole.read_bytes(), 0, fork)))

    def test_another_log_s_key_is_refused(self):
        public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw,
                                                                        PublicFormat.Raw)
        name = key.split("+")[0]
        key_id = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
        other = f"{name}+{key_id.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"
        ran = house.run("verify", whole, "--key", other)
        self.assertEqual(DAMAGE, ran.returncode)
        self.assertIn("another key", ran.stderr)
        ran = house.run("verify", whole, "--key", other[:-1])
        self.assertEqual(USAGE, ran.returncode)
        self.assertIn("no verifier key", ran.stderr)

    def test_the_page_needs_nothing_else_and_escapes_what_it_is_told(self):
        page = (house.folder / "whole.html").read_text(encoding="utf-8")

        class Tags(html.parser.HTMLParser):
            def __init__(self):
                super().__init__()
                self.tags, self.open, self.text = [], [], ""

            def handle_starttag(self, tag, attributes):
                self.tags.append((tag, dict(attributes)))
                if tag not in ("meta", "br"):
                    self.open.append(tag)

            def handle_endtag(self, tag):
                assert self.open.pop() == tag, tag

            def handle_data(self, data):
                self.text += data

        tags = Tags()
        tags.feed(page)
        self.assertEqual([], tags.open)
        names = [name for name, _ in tags.tags]
        self.assertFalse({"script", "link", "img", "iframe", "b"} & set(names))
        self.assertTrue({"main", "header", "nav", "h1", "ol"} <= set(names))
        for name, attributes in tags.tags:
            self.assertFalse({"src", "onclick", "onload"} & set(attributes), name)
            self.assertTrue(attributes.get("href", "#").startswith("#"))
        self.assertNotIn("url(", page)
        self.assertIn(f"inquest, {PLANTED} <b>&\"'", tags.text)


class Checkpoints(unittest.TestCase):
    def test_one_is_kept_outside_and_an_older_copy_of_the_record_is_refused(self):
        data, older, newer = (house.folder / name for name in ("data", "older", "newer"))
        house.stop()
        shutil.copytree(data, older)
        house.begin()
        house.story.of_case("LinkDuplicateNotification", channel="FORM", notifier="REGISTRAR",
                            received_at="2012-05-02T11:30:00Z", match_basis="The same again.")
        house.stop()
        files = sorted((house.folder / "checkpoints" / TENANT).glob("*.checkpoint"))
        size, _ = verifier.read_checkpoint(files[-1].read_text(encoding="utf-8"), key)
        self.assertEqual(int(files[-1].stem), size)

        data.rename(newer)
        older.rename(data)
        with self.assertRaises(AssertionError) as caught:
            house.begin()
        self.assertIn("an older copy of the record was put back", str(caught.exception))
        shutil.rmtree(data)
        newer.rename(data)
        house.begin()
        said = house.said("log", "verify", "--checkpoints", house.folder / "checkpoints")
        self.assertIn(f"{len(files)} checkpoints in", said)


    def test_what_is_missing_beside_the_record_is_told(self):
        house.stop()
        data, aside = house.folder / "data", house.folder / "aside"
        outside, nobody = house.folder / "checkpoints", house.folder / "not kept"
        outside.rename(nobody)
        for missing, words in (("keyring", "the keyring is missing"),
                               ("log", "the record was lost"),
                               ("documents", "the folder of the documents is missing"),
                               ("log/acknowledged", "what was acknowledged")):
            with self.subTest(missing):
                shutil.copytree(data, aside)
                lost = data / missing
                shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
                with self.assertRaises(AssertionError) as caught:
                    house.begin()
                self.assertIn(words, str(caught.exception))
                shutil.rmtree(data)
                aside.rename(data)
        shutil.rmtree(outside, ignore_errors=True)
        nobody.rename(outside)
        house.begin()


class Forgetting(Refusals):
    """Last by name: the case is gone afterwards."""

    def test_a_forgotten_case_is_nowhere_and_its_gap_is_proved(self):
        self.assertTrue(any("views" in name for name in house.files_with("NS-2012-01")))
        paper = house.folder / "paper.txt"
        paper.write_text(f"A report about {PLANTED}.\n" * 20_000, encoding="utf-8")
        house.said("document", "add", house.story.case_id, "--file", paper, "--kind",
                   "post_mortem_report", "--title", f"Report on {PLANTED}")
        listed = json.loads(house.said("--json", "document", "list", house.story.case_id))
        document = listed["documents"][0]["document_id"]
        house.said("document", "get", document, "--to", house.folder / "fetched.txt")
        self.assertEqual(paper.read_bytes(), (house.folder / "fetched.txt").read_bytes())
        contents = house.folder / "data" / "documents"
        self.assertEqual(1, sum(path.stat().st_size > 0 for path in contents.rglob("*")
                                if path.is_file()))
        self.assertFalse(any("documents" in name for name in house.files_with(PLANTED)))
        latest = house.export("latest.bundle", "--identity")
        asked = house.said("forget", "request", house.story.case_id, "--reason",
                           "Kept beyond its time", "--ground", "Article 17", "--authority",
                           "Retention schedule")
        request = re.search(r"carry-out (\S+)", asked).group(1)
        refused = house.run("--as", "auditor", "forget", "carry-out", request)
        self.assertEqual(3, refused.returncode, refused.stderr)
        done = house.said("forget", "carry-out", request)
        self.assertIn("can be read by nobody", done)
        self.assertIn("Rows in lists   gone", done)
        self.assertNotIn("not yet", done)

        for text in (PLANTED, "NS-2012-01"):
            self.assertEqual([], house.files_with(text))
        house.restart()
        for text in (PLANTED, "NS-2012-01"):
            self.assertEqual([], house.files_with(text))

        self.assertEqual(0, sum(path.stat().st_size > 0 for path in contents.rglob("*")
                                if path.is_file()))
        self.assertEqual(4, house.run("document", "get", document, "--to",
                                      house.folder / "again.txt").returncode)

        shown = house.said("case", "show", house.story.case_id)
        self.assertIn("forgotten", shown)
        self.assertIn("Article 17", shown)
        self.assertIn("Forgotten", house.said("log", "verify"))
        with self.assertRaises(grpc.RpcError) as caught:
            house.story.of_case("IdentifyChild", family_name="Other")
        self.assertEqual(grpc.StatusCode.FAILED_PRECONDITION, caught.exception.code())
        self.assertIn("forgotten", caught.exception.details())

        # What was given out before still proves itself.
        verifier.verify(whole.read_bytes(), key)
        self.assertIn("Verified", house.said("verify", whole, "--key", key))

        certificate = house.export("certificate.bundle", "--identity", "--html",
                                   house.folder / "certificate.html")
        data = certificate.read_bytes()
        verifier.verify(data, key)
        self.assertNotIn(PLANTED.encode(), data)
        head = json.loads(lines_of(data)[0])
        self.assertEqual({"ScopesForgotten"}, {scope["closed_by"] for scope in head["scopes"]})
        events = [json.loads(line) for line in lines_of(data)[1:]]
        gaps = [event for event in events if event.get("forgotten")]
        before = {json.loads(line)["position"] for line in lines_of(whole.read_bytes())[1:]}
        later = {event["position"] for event in gaps} - before
        self.assertEqual(len(before) + len(later), len(gaps))
        self.assertEqual(["ScopesForgotten", "ForgettingCertified"],
                         [verifier.value_at(e, "1") for e in events if not e.get("forgotten")])
        said = house.said("verify", certificate, "--key", key)
        self.assertRegex(said, r"Rows in lists +cleared")
        self.assertNotIn("Made for", said)
        # Cut back to before lists were cleared: an earlier export, and it says so.
        cut = house.folder / "cut.bundle"
        cut.write_bytes(sealed_again([line for line in lines_of(data)
                                      if b"ForgettingCertified" not in line]))
        verifier.verify(cut.read_bytes(), key)
        said = house.said("verify", cut, "--key", key, "--html", house.folder / "cut.html")
        self.assertRegex(said, r"Rows in lists +that they were cleared too is not shown")
        self.assertIn("not shown here", (house.folder / "cut.html").read_text(encoding="utf-8"))

        # What could be read before, put back into the certificate.
        then = {json.loads(line)["position"]: json.loads(line)
                for line in lines_of(latest.read_bytes())[1:]}

        def put_back(event):
            if event.pop("forgotten", False):
                shown = then[event["position"]]
                event.update({name: shown[name] for name in ("event_key", "opened", "read")})

        readable = data
        for at in range(1, len(lines_of(data))):
            readable = changed(readable, at, put_back)
        self.assertIn("and can be read", " ".join(self.both_refuse(readable).split()))

        page = (house.folder / "certificate.html").read_text(encoding="utf-8")
        self.assertEqual(len(gaps), page.count("<h3>Forgotten</h3>\n<p>Something"))
        self.assertIn("Retention schedule", page)

        # A gap cannot be made smaller.
        def fewer(head):
            head["scopes"][0]["events"] = str(int(head["scopes"][0]["events"]) - 1)

        last = max(i for i, event in enumerate(events) if event.get("forgotten"))
        lines = lines_of(data)
        smaller = sealed_again(lines[:last + 1] + lines[last + 2:])
        with self.assertRaises(verifier.Refused):
            verifier.verify(smaller, key)
        with self.assertRaises(verifier.Refused):
            verifier.verify(changed(smaller, 0, fewer), key)

    def test_a_forgetting_that_nobody_came_to_certify_is_certified_by_the_next_server(self):
        case = str(uuid.uuid4())
        house.story.administrator("ReceiveNotification", case_id=case, case_reference="NS-2012-02",
                                  channel="TELEPHONE", notifier="HOSPITAL",
                                  received_at="2012-05-02T09:30:00Z")
        asked = house.said("forget", "request", case, "--reason", "Kept beyond its time",
                           "--ground", "Article 17", "--authority", "Retention schedule")
        request = re.search(r"carry-out (\S+)", asked).group(1)

        def act():
            told = json.loads(house.said("--json", "forget", "list"))["forgettings"]
            return next(act for act in told if act["request_id"] == request)

        # As if whoever asked had been cut off after this.
        house.client.record("information_governance", "Forget", tenant=TENANT, board_id=BOARD,
                            request_id=request)
        self.assertTrue(act()["keys_destroyed"])
        house.restart()
        until = time.monotonic() + 30
        while not act().get("certified") and time.monotonic() < until:
            time.sleep(0.1)
        self.assertTrue(act()["certified"])


if __name__ == "__main__":
    PROGRAMS[:] = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
