"""The checkout as the rules see it: the files git knows or would take, and what a rule found."""

import dataclasses
import fnmatch
import pathlib
import re
import subprocess
import tomllib

CPP_SUFFIXES = (".cc", ".h")


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str  # what is wrong and the way out

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


def matches(path, pattern):
    """Whether a path lies in a folder ("storage/"), or matches a glob ("*_test.cc")."""
    if pattern.endswith("/"):
        return path.startswith(pattern)
    return fnmatch.fnmatchcase(path, pattern)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = self._list()
        try:
            self.settings = tomllib.loads(self.text("tools/tidy.toml"))
        except tomllib.TOMLDecodeError as error:
            raise SystemExit(f"tidy: tools/tidy.toml cannot be read: {error}")
        self.descriptors = None  # of proto/, once house.protos has read them
        self._texts = {}

    def _list(self):
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            capture_output=True,
            check=True,
        )
        names = {name for name in listed.stdout.decode().split("\0") if name}
        return sorted(name for name in names if (self.root / name).is_file())

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def lines(self, path):
        return self.text(path).split("\n")

    def cpp(self):
        return [path for path in self.files if path.endswith(CPP_SUFFIXES)]

    def code(self, path):
        """A C++ file with comments and the insides of literals blanked, lines kept."""
        if path not in self._texts:
            self._texts[path] = blank(self.text(path))
        return self._texts[path]


_TOKENS = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    r'|R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'",
    re.DOTALL,
)


def blank(source):
    def replace(match):
        text = match.group(0)
        kept = re.sub(r"[^\n]", " ", text)
        if text.startswith(("//", "/*")):
            return kept
        return '"' + kept[1:-1] + '"' if len(kept) > 1 else kept

    # Includes name files, not text: they are left as they are.
    return "\n".join(
        raw if raw.startswith("#include") else blanked
        for raw, blanked in zip(source.split("\n"), _TOKENS.sub(replace, source).split("\n"))
    )
