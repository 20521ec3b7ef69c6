#!/usr/bin/python3
"""Everything README.md and the operations guide tell people to type is there to be typed.
Arguments: candour, candour-server."""

import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "docs/operations.md")
PROGRAMS = []


def told():
    """The programme and the words it is told to be given, of every example."""
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8").replace("\\\n", " ")
        for line in re.findall(r"^(candour .*)$", text, re.MULTILINE):
            yield re.split(r"\s{2,}(?![-\s])", line)[0].split()
        for line in re.findall(r"`(candour [^`]*)`", text):
            yield line.split()


class Documents(unittest.TestCase):
    def help(self, *words):
        ran = subprocess.run([PROGRAMS[0], *words, "--help"], capture_output=True, text=True)
        self.assertEqual(0, ran.returncode, ran.stdout + ran.stderr)
        return ran.stdout

    def test_every_command_is_there_with_its_options(self):
        seen = list(told())
        self.assertGreater(len(seen), 9)
        for words in seen:
            with self.subTest(words=words):
                options = {word for word in words if word.startswith("--")} - {"--help"}
                inside = [word for word in words[1:] if re.fullmatch("[a-z][a-z-]+", word)]
                if "do" in words:
                    at = words.index("do")
                    inside = words[at:at + 2]
                    options -= {word for word in words[:at] if word.startswith("--")}
                shown = self.help(*inside)
                for option in options:
                    self.assertIn(option, shown)

    def test_every_setting_of_the_server_is_there(self):
        text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
        table = text.partition("| setting |")[2].partition("\n\n")[0]
        settings = set(re.findall(r"`(--[a-z-]+)`", table))
        ran = subprocess.run([PROGRAMS[1], "--help"], capture_output=True, text=True)
        shown = set(re.findall(r"--[a-z-]+", ran.stdout))
        self.assertLessEqual(settings, shown)
        self.assertLessEqual(shown - {"--help", "--services", "--origin"}, settings)


if __name__ == "__main__":
    PROGRAMS.extend(sys.argv[1:3])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
