#!/usr/bin/python3
"""Every rule of the house fires on a planted violation, at its line; a clean house is clean."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
TOOLS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))

from house import check, frozen, rules  # noqa: E402
from house.tree import Tree, blank  # noqa: E402

OPTIONS = {path: (TOOLS.parent / path).read_text(encoding="utf-8")
           for path in ("proto/candour/options.proto", "proto/candour/types/v1/options.proto")}
EVENT = 'syntax = "proto3";\npackage candour.events.v1;\nimport "candour/options.proto";\n'

# A house in miniature that breaks no rule.
CLEAN = {
    "CMakeLists.txt": "add_subdirectory(base)\nadd_subdirectory(storage)\nadd_subdirectory(workflows)\n"
    "add_subdirectory(services)\nadd_subdirectory(proto)\n",
    "base/CMakeLists.txt": "candour_library(candour_base SOURCES id.cc)\n"
    "candour_test(base_test SOURCES id_test.cc DEPS candour_base)\n",
    "base/id.h": "#pragma once\n",
    "base/id.cc": '#include "base/id.h"\n',
    "base/id_test.cc": '#include "base/id.h"\n',
    "storage/CMakeLists.txt": "candour_library(candour_storage SOURCES log.cc DEPS candour_base)\n",
    "storage/log.h": "#pragma once\n",
    "storage/log.cc": '#include "storage/log.h"\n\n#include "base/id.h"\n',
    "workflows/CMakeLists.txt": "candour_library(candour_workflows SOURCES rules.cc DEPS candour_base)\n",
    "workflows/rules.cc": '#include "base/id.h"\n',
    "services/CMakeLists.txt": "add_subdirectory(views)\n",
    "services/views/CMakeLists.txt": "candour_library(candour_services_views SOURCES rows.cc)\n",
    "services/views/rows.cc": "// Rows.\n",
    "proto/CMakeLists.txt": "set(PROTOS\n  candour/types/v1/options.proto\n  candour/options.proto\n  candour/events/v1/death.proto)\n",
    **OPTIONS,
    "proto/candour/events/v1/death.proto": EVENT + "message DeathRecorded {\n"
    '  option (event) = { title: "Recorded" };\n  string place = 1;\n}\n',
    ".clang-format": "BasedOnStyle: Google\nColumnLimit: 100\n",
}


def long_function(lines):
    return "int Long() {\n" + "  Step();\n" * (lines - 2) + "}\n"


# What is planted (path: contents), and what must be found: path, line, rule.
PLANTED = [
    ({"base/id.cc": '#include "google/protobuf/message.h"\n'}, "base/id.cc", 1, "include-edge"),
    ({"storage/log.cc": "#include <string>\n\n#include \"candour/events/v1/death.pb.h\"\n"},
     "storage/log.cc", 3, "include-edge"),
    ({"workflows/rules.cc": "#include <random>\n"}, "workflows/rules.cc", 1, "include-edge"),
    ({"workflows/rules.cc": '#include "absl/time/clock.h"\n'}, "workflows/rules.cc", 1,
     "include-edge"),
    ({"services/views/rows.cc": '#include "candour/record/v1/record.grpc.pb.h"\n'},
     "services/views/rows.cc", 1, "include-edge"),
    ({"storage/log.cc": "#include <rocksdb/db.h>\n"}, "storage/log.cc", 1, "include-owner"),
    ({"base/id_test.cc": "#include <grpcpp/server.h>\n"}, "base/id_test.cc", 1, "include-owner"),
    ({"services/views/rows.cc": '#include "base/id.h"\n'}, "services/views/rows.cc", 1,
     "target-edge"),
    ({"base/CMakeLists.txt": "candour_library(candour_base SOURCES id.cc DEPS candour_storage)\n"
      "candour_test(base_test SOURCES id_test.cc DEPS candour_base)\n"},
     "base/CMakeLists.txt", 1, "target-cycle"),
    ({"storage/CMakeLists.txt": CLEAN["storage/CMakeLists.txt"] +
      "candour_library(candour_storage_all SOURCES all.cc DEPS candour_storage_side)\n"
      "add_subdirectory(side)\n",
      "storage/all.cc": '\n#include "storage/side/side.h"\n',
      "storage/side/CMakeLists.txt":
      "candour_library(candour_storage_side SOURCES side.cc DEPS candour_storage)\n",
      "storage/side/side.h": "#pragma once\n",
      "storage/side/side.cc": '#include "storage/log.h"\n'},
     "storage/side/side.cc", 1, "folder-circle"),
    ({"base/spare.cc": "\n"}, "base/spare.cc", 1, "dead-file"),
    ({"base/spare_test.cc": "\n"}, "base/spare_test.cc", 1, "dead-file"),
    ({"proto/candour/types/v1/spare.proto": 'syntax = "proto3";\npackage candour.types.v1;\n'},
     "proto/candour/types/v1/spare.proto", 1, "dead-file"),
    ({"base/id.cc": '#include "candour/types/v1/gone.pb.h"\n'}, "base/id.cc", 1,
     "dead-reference"),
    ({"storage/spare/CMakeLists.txt": "\n"}, "storage/spare/CMakeLists.txt", 1, "dead-file"),
    ({"base/CMakeLists.txt": "candour_library(candour_base SOURCES id.cc id_test.cc)\n"},
     "base/id_test.cc", 1, "dead-file"),
    ({"storage/log.cc": "auto now = absl::Now();\n"}, "storage/log.cc", 1, "wall-clock"),
    ({"storage/log.cc": "int F() {\n  throw 1;\n}\n"}, "storage/log.cc", 2, "exceptions"),
    ({"storage/log.cc": 'auto home = getenv("HOME");\n'}, "storage/log.cc", 1, "environment"),
    ({"services/views/rows.cc": "int F() {\n  return AddMethod(1);\n}\n"},
     "services/views/rows.cc", 2, "registering"),
    ({"services/views/rows.cc": "AppendRequest request;\n"}, "services/views/rows.cc", 1,
     "views-append"),
    ({"workflows/rules.cc": "std::random_device chance;\n"}, "workflows/rules.cc", 1,
     "randomness-in-rules"),
    ({"workflows/rules.cc": "auto a = Refuse(types::v1::WRONG_STAGE, \"It is late. Ask.\", kOwnRule);\n"
      "auto b =\n    Refuse(types::v1::WRONG_STAGE,\n           \"It is too late.\", kOwnRule);\n"},
     "workflows/rules.cc", 3, "way-out"),
    ({"workflows/rules.cc": "auto a = Refuse(types::v1::NOT_FOUND, absl::StrCat(\"None of \", a, \".\"),\n"
      "                kOwnRule);\n"},
     "workflows/rules.cc", 1, "way-out"),
    ({"workflows/rules.cc": "Rejection Late(const std::string& sentence) {\n"
      "  return Refuse(types::v1::WRONG_STAGE, sentence, kOwnRule);\n}\n"
      "auto a = Late(\"It is late. Ask.\");\nauto b = Late(\"It is late.\");\n"},
     "workflows/rules.cc", 5, "way-out"),
    ({"workflows/rules.cc": "auto a = table.Things(types::v1::AN_ACTION, &Plan::actions, \"None. Record it.\",\n"
      "                      \"It is there.\");\n"},
     "workflows/rules.cc", 1, "way-out"),
    ({"workflows/rules.cc": "auto a = Refuse(types::v1::WRONG_STAGE, \"It is late. Ask.\", kOwnRule);\n"
      "auto b = Refuse(types::v1::WRONG_STAGE, \"It is late. Ask.\", {}, {id});\n"
      "auto c = Refuse(types::v1::WRONG_STAGE, \"It is late. Ask.\");\n"},
     "workflows/rules.cc", 2, "refusal-source"),
    ({"storage/log.cc": "// Line.\n" * 501}, "storage/log.cc", 501, "file-length"),
    ({"storage/log.cc": "\n" + long_function(71)}, "storage/log.cc", 2, "function-length"),
    ({"base/id_test.cc": 'TEST_CASE("one") {}\nTEST_CASE("two", "[.slow]") {}\n'},
     "base/id_test.cc", 2, "disabled-test"),
    ({"base/id_test.cc": "auto a = [] { absl::SleepFor(b); };\n"}, "base/id_test.cc", 1,
     "sleep-in-test"),
    ({"base/id.cc": "// To" + "Do\n// TO" + "DO: finish\n"}, "base/id.cc", 2, "unfinished"),
    ({"storage/log.cc": "int a;\n" + "<" * 7 + " mine\n"}, "storage/log.cc", 2, "unfinished"),
    ({"storage/log.cc.orig": "int a;\n"}, "storage/log.cc.orig", 1, "unfinished"),
    ({"README.md": "Kept in /home/somebody/data.\n"}, "README.md", 1, "machine-path"),
    ({"cmake/fetch.cmake": 'file(DOWNLOAD "https://packages.elsewhere.net/a.tgz")\n'},
     "cmake/fetch.cmake", 1, "foreign-host"),
    ({"docs/a.md": "One.\n[two](../base/gone.h)\n"}, "docs/a.md", 2, "dead-reference"),
    ({"docs/decisions/0009-a.md": "# A\n"}, "docs/decisions/0009-a.md", 1, "dead-reference"),
    ({"README.md": "`base/gone.h`\n"}, "README.md", 1, "dead-reference"),
    ({"base/id.cc": "int  a;\n"}, "base/id.cc", 1, "format"),
    ({"proto/candour/events/v1/death.proto": EVENT.replace("events.v1", "facts.v1")},
     "proto/candour/events/v1/death.proto", 2, "proto-package"),
    ({"proto/candour/types/v1/sex.proto":
      'syntax = "proto3";\npackage candour.types.v1;\nenum Sex {\n  FEMALE = 0;\n}\n'},
     "proto/candour/types/v1/sex.proto", 3, "proto-enum"),
    ({"proto/candour/casework/v1/s.proto":
      'syntax = "proto3";\npackage candour.casework.v1;\nmessage A {}\nservice S {\n'
      "  rpc Do(A) returns (A);\n}\n"},
     "proto/candour/casework/v1/s.proto", 5, "proto-permission"),
    ({"proto/candour/events/v1/death.proto": EVENT + "message DeathRecorded {\n}\n"},
     "proto/candour/events/v1/death.proto", 4, "proto-event"),
    ({"proto/candour/events/v1/many.proto": EVENT + "".join(
        f'message M{n} {{ option (event) = {{ title: "t" }}; }}\n' for n in range(26))},
     "proto/candour/events/v1/many.proto", 29, "proto-size"),
]


class InATemporaryHouse(unittest.TestCase):
    def tree(self, changes=None, allow=()):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        settings = (TOOLS / "tidy.toml").read_text(encoding="utf-8")
        if allow is not None:
            settings = settings.partition("[[allow]]")[0] + "".join(allow)
        files = {**CLEAN, "tools/tidy.toml": settings, **(changes or {})}
        for path, contents in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(contents, encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        return Tree(root)


class House(InATemporaryHouse):
    def test_the_clean_house_is_clean(self):
        self.assertEqual([], check.all_rules(self.tree()))

    def test_every_rule_fires_where_it_is_broken(self):
        for changes, path, line, rule in PLANTED:
            with self.subTest(rule=rule, path=path):
                found = [(f.path, f.line, f.rule) for f in check.all_rules(self.tree(changes))]
                self.assertIn((path, line, rule), found)

    def test_every_rule_is_planted(self):
        named = set(rules.WHY) | {rule["name"] for rule in self.tree().settings["pattern"]}
        shown = {rule for _, _, _, rule in PLANTED} | {"stale-allowance", "frozen-number"}
        self.assertEqual(set(), named - shown)

    def test_comments_and_literals_are_not_code(self):
        for line in ('auto a = "throw";', "// throw absl::Now()", "/* throw\n absl::Now() */",
                     'auto b = R"(throw)";', "long c = 1'000'000;  // throw"):
            with self.subTest(line=line):
                changes = {"storage/log.cc": line + "\n"}
                self.assertEqual([], check.all_rules(self.tree(changes)))

    def test_blanking_keeps_lines(self):
        source = 'a; /* one\ntwo */ b;\nauto c = R"(x\ny)"; // z\n'
        self.assertEqual(source.count("\n"), blank(source).count("\n"))

    def test_an_allowance_excuses_and_goes_stale(self):
        allow = '[[allow]]\nrule = "wall-clock"\nin = ["storage/log.cc"]\nwhy = "a test"\n'
        guilty = {"storage/log.cc": "auto now = absl::Now();\n"}
        self.assertEqual([], check.all_rules(self.tree(guilty, [allow])))
        self.assertEqual(["stale-allowance"],
                         [f.rule for f in check.all_rules(self.tree({}, [allow]))])

    def test_seventy_lines_are_allowed_and_tables_are_not_functions(self):
        table = "constexpr auto kTable = std::to_array<int>({\n" + "    1,\n" * 80 + "});\n"
        tree = self.tree({"storage/log.cc": long_function(70) + "\n" + table})
        self.assertEqual([], [f for f in check.all_rules(tree) if f.rule == "function-length"])


class Frozen(InATemporaryHouse):
    PROTO = "proto/candour/events/v1/death.proto"

    def frozen(self, body):
        """What is found when the message's body becomes `body` after it was frozen."""
        tree = self.tree()
        self.assertEqual(0, frozen.freeze(tree))
        (tree.root / self.PROTO).write_text(
            EVENT + "message DeathRecorded {\n"
            '  option (event) = { title: "Recorded" };\n' + body + "}\n", encoding="utf-8")
        return [f.message for f in check.all_rules(Tree(tree.root)) if f.rule == "frozen-number"]

    def test_what_may_change_and_what_may_not(self):
        for body, says in [
            ("  string place = 1;\n  string street = 2;\n", None),
            ('  reserved 1;\n  reserved "place";\n', None),
            ("  string place = 2;\n", "is gone"),
            ("  string town = 1;\n", "is now"),
            ("  bytes place = 1;\n", "is now"),
            ("  repeated string place = 1;\n", "is now"),
            ("  reserved 1;\n", "is gone"),
        ]:
            with self.subTest(body=body):
                found = self.frozen(body)
                self.assertEqual(says is None, not found, found)
                self.assertTrue(says is None or says in found[0], found)

    def test_freezing_refuses_what_is_broken(self):
        tree = self.tree()
        frozen.freeze(tree)
        (tree.root / self.PROTO).write_text(EVENT, encoding="utf-8")
        before = tree.text(frozen.PATH)
        self.assertEqual(1, frozen.freeze(Tree(tree.root)))
        self.assertEqual(before, tree.text(frozen.PATH))

    def test_new_numbers_are_named_until_frozen(self):
        tree = self.tree()
        self.assertIn("candour.events.v1.DeathRecorded 1", frozen.unlisted(tree))
        frozen.freeze(tree)
        self.assertEqual([], frozen.unlisted(Tree(tree.root)))


if __name__ == "__main__":
    unittest.main(buffer=True)
