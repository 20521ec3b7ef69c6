"""Which folder may include what."""

import re

from house.tree import Finding, matches

INCLUDE = re.compile(r'#include\s*[<"]([^>"]+)[>"]')
TESTS = ("tests/", "*_test.cc", "*_test_support.h", "*/test_*")


def includes_of(tree, path):
    """(line number, name) of everything a C++ file includes."""
    for number, line in enumerate(tree.code(path).split("\n"), 1):
        if match := INCLUDE.match(line):
            yield number, match.group(1)


def check(tree):
    nevers = [(re.compile(rule["include"]), rule) for rule in tree.settings["never"]]
    owners = [(re.compile(rule["include"]), rule) for rule in tree.settings["owner"]]
    for path in tree.cpp():
        for number, name in includes_of(tree, path):
            for pattern, rule in nevers:
                if _lies_in(path, rule) and pattern.fullmatch(name):
                    yield Finding(path, number, "include-edge", f"includes {name}: {rule['why']}")
            for pattern, rule in owners:
                if not _lies_in(path, rule) and pattern.fullmatch(name):
                    yield Finding(path, number, "include-owner", f"includes {name}: {rule['why']}")
    yield from _circles(tree)


def _circles(tree):
    """Folders that include each other, over the sources that ship; told where the circle closes."""
    first, edges = {}, {}  # (folder, folder) -> where; folder -> folders
    for path in tree.cpp():
        if any(matches(path, pattern) for pattern in TESTS):
            continue
        folder = path.rpartition("/")[0]
        for number, name in includes_of(tree, path):
            theirs = name.rpartition("/")[0]
            if theirs != folder and name in tree.files:
                first.setdefault((folder, theirs), (path, number))
                edges.setdefault(folder, set()).add(theirs)
    done = set()

    def visit(folder, trail):
        for theirs in sorted(edges.get(folder, ())):
            if theirs in trail:
                circle = " -> ".join(trail[trail.index(theirs):] + [theirs])
                yield Finding(*first[folder, theirs], "folder-circle",
                              f"closes the circle {circle}: move what knows of both to a folder above")
            elif theirs not in done:
                yield from visit(theirs, trail + [theirs])
        done.add(folder)

    for folder in sorted(edges):
        if folder not in done:
            yield from visit(folder, [folder])


def _lies_in(path, rule):
    return any(matches(path, place) for place in rule["in"]) and not any(
        matches(path, place) for place in rule.get("except", [])
    )
