"""clang-format over the whole tree, where the machine has it."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from house.tree import Finding

OFFENCE = re.compile(r"^(\S+?):(\d+):\d+: error:", re.MULTILINE)


def check(tree):
    files = tree.cpp()
    if not shutil.which("clang-format") or not files:
        return []
    half = [files[0::2], files[1::2]]
    with ThreadPoolExecutor(2) as pool:
        outputs = list(pool.map(lambda part: _run(tree, part), half))
    first = {}
    for path, line in OFFENCE.findall("".join(outputs)):
        first.setdefault(path, int(line))
    return [
        Finding(path, line, "format", f"run clang-format -i {path}") for path, line in first.items()
    ]


def _run(tree, files):
    if not files:
        return ""
    return subprocess.run(
        ["clang-format", "--dry-run", "-Werror", "--ferror-limit=1", *files],
        cwd=tree.root, capture_output=True, text=True,
    ).stderr
