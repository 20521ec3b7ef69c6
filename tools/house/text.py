"""Rules for every text file: nothing unfinished, no machine's paths, no foreign hosts."""

import re

from house.tree import Finding

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
CONFLICT = re.compile(r"^(<{7}|>{7}) ")  # left by a merge
HOST = re.compile(r"\b(?:https?|ssh|git)://([^\s/:\"'<>)\]}`]+)")
PATH = re.compile(r"(?:^|[\s\"'(=`])(?<!DIR \")/([a-zA-Z][\w-]*)/\w")
# A path of the browser's begins with / as well; these are looked at for files only.
PATH_FILES = (".cc", ".h", ".py", ".sh", ".cmake", ".txt", ".json", ".toml", ".md", "")
LEFT_BY_PATCH = (".orig", ".rej")
BINARY = (".png", ".ico", ".woff2", ".pdf", ".bin")
# These spell out what they forbid.
OWN = ("tools/house/text.py", "tools/tidy_test.py")


def check(tree):
    hosts = re.compile("|".join(tree.settings["hosts"]))
    for path in tree.files:
        if path.endswith(BINARY) or path in OWN:
            continue
        if path.endswith(LEFT_BY_PATCH):
            yield Finding(path, 1, "unfinished", "a patch left this: take it out")
        document = path.endswith(".md")
        for number, line in enumerate(tree.lines(path), 1):
            if UNFINISHED.search(line):
                yield Finding(path, number, "unfinished", "finish it, or open an issue and say so there")
            if CONFLICT.match(line):
                yield Finding(path, number, "unfinished", "a merge stopped here: finish it")
            for match in PATH.finditer(line) if _suffix(path) in PATH_FILES else ():
                if match.group(1) not in tree.settings["roots"]:
                    yield Finding(path, number, "machine-path",
                                  f"/{match.group(1)} is of one machine: take a path as an argument")
            for match in HOST.finditer(line) if not document else ():
                if not hosts.fullmatch(match.group(1)) and "$" not in match.group(1):
                    yield Finding(path, number, "foreign-host",
                                  f"names {match.group(1)}: only documents may point outside")


def _suffix(path):
    name = path.rpartition("/")[2]
    return "." + name.rpartition(".")[2] if "." in name else ""
