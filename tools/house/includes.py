"""Which folder may include what."""

import re

from house.tree import Finding, matches

INCLUDE = re.compile(r'#include\s*[<"]([^>"]+)[>"]')


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


def _lies_in(path, rule):
    return any(matches(path, place) for place in rule["in"]) and not any(
        matches(path, place) for place in rule.get("except", [])
    )
