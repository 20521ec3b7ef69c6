"""The targets of CMake against the includes of their sources."""

import dataclasses
import pathlib
import re

from house.includes import includes_of
from house.tree import Finding

CALL = re.compile(r"(?m)^\s*(candour_\w+|add_executable|add_library|add_subdirectory|"
                  r"target_link_libraries|set)\(([^()]*)\)")
KEYWORDS = {"SOURCES", "DEPS", "PRIVATE_DEPS", "LABELS", "TIMEOUT"}
KINDS = {"STATIC", "SHARED", "OBJECT", "INTERFACE", "PUBLIC", "PRIVATE"}
# What candour_test() links for everybody.
TEST_DEPS = {"candour_base", "candour_test_main"}


@dataclasses.dataclass
class Target:
    name: str
    path: str  # of its CMakeLists.txt
    line: int
    test: bool = False
    sources: set = dataclasses.field(default_factory=set)
    deps: set = dataclasses.field(default_factory=set)


class Targets:
    def __init__(self, tree):
        self.tree = tree
        self.by_name = {}
        self.subfolders = {}  # folder -> folders it adds
        self.lists = [path for path in tree.files if pathlib.PurePath(path).name == "CMakeLists.txt"]
        for path in self.lists:
            self._read(path)
        self.owner = {}
        for target in self.by_name.values():
            for source in target.sources:
                self.owner.setdefault(source, target)

    def _read(self, path):
        source = re.sub(r"#[^\n]*", "", self.tree.text(path))
        folder = path.removesuffix("CMakeLists.txt")
        for match in CALL.finditer(source):
            call, words = match.group(1), match.group(2).split()
            line = source.count("\n", 0, match.start(1)) + 1
            if call == "add_subdirectory":
                self.subfolders.setdefault(folder, set()).add(f"{folder}{words[0]}/")
            elif call == "target_link_libraries":
                if words[0] in self.by_name:
                    self.by_name[words[0]].deps |= set(words[1:]) - KINDS
            elif call in ("add_executable", "add_library"):
                target = self.by_name[words[0]] = Target(words[0], path, line)
                target.sources = {folder + word for word in words[1:] if "." in word}
            elif call.startswith("candour_"):
                self._add(call, words, folder, path, line)

    def _add(self, call, words, folder, path, line):
        target = Target(words[0], path, line, test=call == "candour_test")
        section = None
        for word in words[1:]:
            if word in KEYWORDS:
                section = word
            elif section == "SOURCES":
                target.sources.add(folder + word)
            elif section in ("DEPS", "PRIVATE_DEPS"):
                target.deps.add(word)
        if target.test:
            target.deps |= TEST_DEPS
        self.by_name[target.name] = target

    def of_header(self, path):
        """The target a header belongs to: the one with its source, or the folder's first."""
        if path.startswith(("candour/testing/", "candour/", "google/rpc/")):
            testing = path.startswith("candour/testing/")
            return self.by_name.get("candour_testing_proto" if testing else "candour_proto")
        if twin := self.owner.get(path.removesuffix(".h") + ".cc"):
            return twin
        folder, _, name = path.rpartition("/")
        here = [t for t in self.by_name.values() if t.path == f"{folder}/CMakeLists.txt"]
        for_tests = name.startswith("test_") or name.endswith("_test_support.h")
        if for_tests:
            ranked = [t for t in here if t.name.endswith("_testing")] + [t for t in here if t.test]
        else:
            ranked = [t for t in here if not t.test]
        return (ranked + here + [None])[0]

    def deps_of(self, target):
        """What its sources may include. What serves tests may use all that its subject stands on."""
        named = set(target.deps)
        if target.test or target.name.startswith("candour_test_") or target.name.endswith("_testing"):
            todo = list(named)
            while todo:
                found = self.by_name.get(todo.pop())
                new = found.deps - named if found else set()
                named |= new
                todo.extend(new)
        return named

    def reached(self):
        """Folders CMake enters, from the root."""
        seen, todo = set(), [""]
        while todo:
            folder = todo.pop()
            if folder not in seen:
                seen.add(folder)
                todo.extend(self.subfolders.get(folder, ()))
        return seen


def check(tree):
    targets = Targets(tree)
    yield from _edges(tree, targets)
    yield from _cycles(targets)
    yield from _dead(tree, targets)


def _edges(tree, targets):
    for path in tree.cpp():
        mine = targets.owner.get(path) or targets.of_header(path)
        if mine is None:
            continue
        for number, name in includes_of(tree, path):
            if name.startswith("candour/") and f"proto/{name[:-5]}.proto" not in tree.files:
                yield Finding(path, number, "dead-reference", f"includes {name}: no such proto")
            theirs = targets.of_header(name) if "/" in name else None
            if theirs is None or theirs is mine or theirs.name in targets.deps_of(mine):
                continue
            if theirs.test and mine.test:
                continue  # a header that tests share; there is nothing to link
            yield Finding(
                path,
                number,
                "target-edge",
                f"includes {name} of {theirs.name}: name it in the DEPS of {mine.name} in {mine.path}",
            )


def _cycles(targets):
    state = {}  # name -> "open" or "done"

    def visit(name, trail):
        if state.get(name) == "done" or name not in targets.by_name:
            return
        if name in trail:
            circle = " -> ".join(trail[trail.index(name):] + [name])
            target = targets.by_name[name]
            yield Finding(target.path, target.line, "target-cycle", f"{circle}: cut one of these")
            return
        for dep in sorted(targets.by_name[name].deps):
            yield from visit(dep, trail + [name])
        state[name] = "done"

    for name in sorted(targets.by_name):
        yield from visit(name, [])


def _dead(tree, targets):
    for path in tree.files:
        if not path.endswith(".cc"):
            continue
        owner = targets.owner.get(path)
        test = path.endswith("_test.cc")
        if owner is None:
            call = "candour_test" if test else "target"
            yield Finding(path, 1, "dead-file", f"no {call} lists it: add it to a CMakeLists.txt")
        elif test and not owner.test:
            yield Finding(path, 1, "dead-file", f"{owner.name} is not a candour_test: it never runs")
    protos = tree.text("proto/CMakeLists.txt") if "proto/CMakeLists.txt" in tree.files else ""
    for path in tree.files:
        if path.startswith("proto/") and path.endswith(".proto"):
            if path.removeprefix("proto/").removesuffix(".proto") not in protos:
                yield Finding(path, 1, "dead-file", "proto/CMakeLists.txt does not list it: add it")
    reached = targets.reached()
    for path in targets.lists:
        if path.removesuffix("CMakeLists.txt") not in reached:
            yield Finding(path, 1, "dead-file", "no add_subdirectory leads here: add it above")
