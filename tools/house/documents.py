"""Documents that name files name files that exist."""

import posixpath
import re

from house.tree import Finding

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]+)+/?)`")
FILE = re.compile(r"\.(cc|h|proto|md|py|toml|txt|textproto)$")
# A decision tells of its day; what it names may have moved since.
EXEMPT = "docs/decisions/"
INDEX = "ARCHITECTURE.md"


def check(tree):
    yield from _references(tree)
    index = tree.text(INDEX) if INDEX in tree.files else ""
    for path in tree.files:
        if path.startswith(EXEMPT) and not path.startswith(EXEMPT + "0000") and path not in index:
            yield Finding(path, 1, "dead-reference", f"nothing leads here: add it to {INDEX}")


def _references(tree):
    # Any tail of a path names it: `casework/v1/board.proto` is plain enough.
    tails = set()
    for path in tree.files:
        parts = path.split("/")
        for start in range(len(parts)):
            for end in range(start + 1, len(parts)):
                tails.add("/".join(parts[start:end]) + "/")
            tails.add("/".join(parts[start:]))
    for path in tree.files:
        if not path.endswith(".md") or path.startswith(EXEMPT):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            for link in LINK.findall(line):
                at = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
                if at not in tails and at + "/" not in tails:
                    yield Finding(path, number, "dead-reference", f"links to {link}: it is not there")
            for name in NAMED.findall(line):
                if (FILE.search(name) or name.endswith("/")) and name not in tails:
                    yield Finding(path, number, "dead-reference", f"names {name}: it is not there")
