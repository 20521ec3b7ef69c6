#!/usr/bin/python3
"""What `candour verify` says of a bundle that is whole, of what was given to hold it against, and of
what it cannot tell. Arguments: candour-server, candour-dev-identity, candour."""

import json
import sys
import unittest

sys.dont_write_bytecode = True

from house import DAMAGE, PROGRAMS, USAGE, House, Refusals, changed, lines_of  # noqa: E402

import verifier  # noqa: E402


def setUpModule():
    global house, whole, key, note
    house = House()
    unittest.addModuleCleanup(house.close)
    whole = house.export("whole.bundle", "--identity")
    head = json.loads(lines_of(whole.read_bytes())[0])
    key, note = head["verifier_key"], head["checkpoint"]
    Refusals.house, Refusals.key = house, key


def plain(text):
    return " ".join(text.split())


class Verdicts(Refusals):
    def misused(self, *words):
        ran = house.run(*words)
        self.assertEqual(USAGE, ran.returncode, f"{words}: {ran.stdout}{ran.stderr}")
        self.assertNotIn("altered", ran.stderr)
        return plain(ran.stderr)

    def test_without_a_key_the_first_line_says_that_only_the_file_vouches(self):
        for words in ((), ("--html", house.folder / "unvouched.html")):
            said = house.said("verify", whole, *words)
            self.assertTrue(said.startswith("On the file's own word alone: "), said)
            self.assertNotIn("Verified", said)
            self.assertIn("own word: compare it", said)
        self.assertIn("only the file vouches for it",
                      (house.folder / "unvouched.html").read_text(encoding="utf-8"))
        held = house.folder / "vouches"
        held.write_text(note, encoding="utf-8")
        said = house.said("verify", whole, "--checkpoint", held)
        self.assertTrue(said.startswith("Verified: "), said)
        self.assertIn("the one your checkpoint is signed with", said)

    def test_what_is_given_wrongly_is_wrong_usage_and_no_alteration(self):
        held = house.folder / "mistaken"
        for text in ("", note.replace("\n", "\r\n"), note + "\n", note[:-1], note[:40], "Minutes.\n"):
            with self.subTest(text):
                held.write_bytes(text.encode())
                told = self.misused("verify", whole, "--key", key, "--checkpoint", held)
                self.assertIn("is no checkpoint", told)
        held.write_text(note, encoding="utf-8")
        for words, said in (
                (("--key", ""), "no verifier key"),
                (("--key=", "--json"), "no verifier key"),
                (("--key", key, "--key", key), "--key: given more than once"),
                (("--checkpoint", ""), "blank"),
                (("--checkpoint", house.folder), "is a folder"),
                (("--html", house.folder / "a", "--html", house.folder / "b"), "--html: given"),
                (("--tenant", "a", "--tenant", "b"), "--tenant: given more than once")):
            with self.subTest(words):
                self.assertIn(said, self.misused("verify", whole, *words))
        self.assertIn("is a folder", self.misused("verify", house.folder))
        self.assertIn("case_id: given more than once",
                      self.misused("do", "HoldCase", "--case_id", "a", "--case_id", "b"))
        self.assertIn("--as: given more than once",
                      self.misused("--as", "auditor", "--as", "operator", "do", "HoldCase"))

    def test_what_a_newer_program_may_have_made_is_said_to_be_that(self):
        newer = changed(whole.read_bytes(), 2, lambda e: e.update(more="x"))
        self.assertIn("made by a newer Candour", plain(self.ours_refuses(newer)))
        later = changed(whole.read_bytes(), 0, lambda h: h.update(format="candour bundle 2"))
        self.assertIn("that a newer Candour made", plain(self.both_refuse(later)))
        renamed = changed(whole.read_bytes(), 2, lambda e: e["read"][0].update(name="kind"))
        self.assertIn("another version of Candour", plain(self.ours_refuses(renamed)))
        self.assertNotIn("Candour", self.ours_refuses(
            changed(whole.read_bytes(), 2, lambda e: e["read"][0].update(text="Other"))))
        self.assertIn("this is no bundle", plain(self.ours_refuses(b"Minutes.\n")).lower())

    def test_the_peer_takes_bytes_that_are_written_in_one_way_only(self):
        shown = verifier.tree_of([{"number": "1", "name": "a", "text": "x"},
                                  {"number": "2", "name": "b", "whole": "1"},
                                  {"number": "3[0]", "name": "c[0]", "whole": "1"},
                                  {"number": "3[1]", "name": "c[1]", "whole": "-1"}])
        minus_one = b"\xff" * 9 + b"\x01"
        text, one, packed = b"\x0a\x01x", b"\x10\x01", b"\x1a\x0b\x01" + minus_one
        verifier.check_message(text + one + packed, shown)
        for data in (b"\x0a\x01y" + text + one + packed, one + text + packed, text + one + one + packed,
                     text + b"\x10\x81\x00" + packed, text + b"\x90\x00\x01" + packed,
                     text + b"\x10" + b"\x81" + b"\x80" * 8 + b"\x7e" + packed,
                     text + one + b"\x1a\x01\x01\x1a\x0a" + minus_one,
                     text + one + packed + b"\x22\x00"):
            with self.subTest(data.hex()), self.assertRaises(verifier.Refused):
                verifier.check_message(data, shown)


if __name__ == "__main__":
    PROGRAMS[:] = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
