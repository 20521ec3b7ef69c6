"""C++ sources: acts that belong to few places, lengths, tests that do not test."""

import re

from house.tree import Finding, matches

DISABLED = re.compile(r'"[^"]*\[(?:\.[^\]]*|!hide|!mayfail|!shouldfail)\][^"]*"|\bDISABLED')
SLEEP = re.compile(r"\b(sleep_for|sleep_until|SleepFor|usleep|nanosleep|sleep)\s*\(")
SCOPE = re.compile(r"^(?:\[\[\w+\]\]\s*)?(?:template\s*<.*>\s*)?"
                   r'(?:inline\s+)?(?:namespace|class|struct|union|enum|extern\s+")', re.DOTALL)


def check(tree):
    limits = tree.settings["limits"]
    patterns = [(re.compile(rule["find"]), rule) for rule in tree.settings["pattern"]]
    for path in tree.cpp():
        code = tree.code(path)
        yield from _patterns(path, code, patterns)
        yield from _tests(tree, path, code)
        yield from _lengths(path, code, limits)


def _patterns(path, code, patterns):
    for regex, rule in patterns:
        if not any(matches(path, place) for place in rule["in"]):
            continue
        for match in regex.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            act = match.group(0).rstrip("( ")
            yield Finding(path, line, rule["name"], f"{act}: {rule['why']}")


def _tests(tree, path, code):
    if not (path.endswith("_test.cc") or path.startswith("tests/")):
        return
    for number, line in enumerate(tree.lines(path), 1):
        if DISABLED.search(line):
            yield Finding(path, number, "disabled-test", "this test never runs: repair it or remove it")
    for match in SLEEP.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        if "while (" in code.split("\n")[line - 1]:
            continue  # it asks again until it is so
        yield Finding(path, line, "sleep-in-test", "wait for the thing itself, with a bound")


def _lengths(path, code, limits):
    length = code.rstrip("\n").count("\n") + 1
    if length > limits["file_lines"]:
        yield Finding(path, limits["file_lines"] + 1, "file-length",
                      f"{length} lines, at most {limits['file_lines']}: part it by idea")
    for first, last in functions(code):
        if last - first + 1 > limits["function_lines"]:
            yield Finding(path, first, "function-length",
                          f"a function of {last - first + 1} lines, at most "
                          f"{limits['function_lines']}: give its parts names")


def functions(code):
    """(first, last) line of every outermost function body and test case, signature included."""
    code = re.sub(r"(?m)^\s*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group(0)), code)
    kinds, line, statement, began = [], 1, "", 1
    function_at = None
    for character in code:
        if character == "\n":
            line += 1
        if character == "{":
            scope = SCOPE.match(statement.strip()) and not re.search(r"\)\s*(const\s*)?$", statement)
            inside = function_at is not None
            # A brace after one of these opens a value, not a body.
            value = statement.rstrip().endswith(("(", "=", ",", "["))
            if not inside and not scope and not value and "(" in statement:
                function_at = (len(kinds), began)
            kinds.append(scope)
            statement = ""
        elif character == "}":
            if kinds:
                kinds.pop()
            if function_at and len(kinds) == function_at[0]:
                yield function_at[1], line
                function_at = None
            statement = ""
        elif character == ";":
            statement = ""
        else:
            if not statement.strip() and not character.isspace():
                began = line
            statement += character
