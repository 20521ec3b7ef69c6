"""Refusals: each says on what it rests, and what the person can do.

Read from the calls of Refuse: the third argument is the source, and the texts of the second hold a
way out. A sentence that is handed over in a variable of that name is looked at where the function
that refuses with it is called.
"""

import re

from house.tree import Finding

CALL = re.compile(r"(?<![\w:])(?:workflows::)?Refuse\(")
FUNCTION = re.compile(r"^(?:std::optional<)?Rejection>? (\w+)\(", re.MULTILINE)
# What has ids of its own: the last two texts say that there is no such thing, and that there is.
THINGS = re.compile(r"\btable\.Things(?:<\w+>)?\(")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')

# What a person is told to do: the words with which a way out begins.
DOING = (
    "accept act add adopt agree amend answer appoint approve ask attach attend call change choose close "
    "compute correct count create decide declare deputise describe determine discuss draft end "
    "divide endorse enter establish evaluate explain fill find fix follow freeze give go have hold "
    "issue keep leave let link list look lift make match merge move name nominate obtain open place plan prepare propose "
    "publish put quote re-open record redact refer register release report request require resolve "
    "return reverse revise rule save say schedule send separate set settle start state strike submit take "
    "tell to treat turn upload use vacate wait withdraw write"
).split()
# At the beginning of a sentence or of a part of one, after "or", or after what it is done instead.
WAY_OUT = re.compile(
    r"(?:^|[.:;,!?#] )(?:(?:or|and|then|else|instead|first|by law) )?(?:" + "|".join(DOING) + r")\b"
    r"|\bor (?:" + "|".join(DOING) + r")\b"
    r"|\bis reversed instead\b|\bNothing need be\b",
    re.IGNORECASE,
)


def check(tree):
    for path in tree.cpp():
        if not path.startswith(("workflows/", "services/")) or path.endswith("_test.cc"):
            continue
        source = tree.text(path)
        for call in CALL.finditer(source):
            said = arguments(source, call.end())
            if "types::v1::" not in said[0] or said[1].startswith("std::string "):
                continue  # a wrong field, or the declaration itself
            yield from _of(path, source.count("\n", 0, call.start()) + 1, said)
            if re.fullmatch(r"(?:std::move\()?sentence\)?", said[1]):
                yield from _handed_over(path, source, call.start())
        for things in THINGS.finditer(source):
            known = arguments(source, things.end())[-2:]
            for sentence in known:
                yield from _way_out(path, source.count("\n", 0, things.start()) + 1, sentence)


def _handed_over(path, source, at):
    """The sentences with which the function around a refusal is called."""
    begun = [found for found in FUNCTION.finditer(source) if found.start() < at]
    if not begun:
        return
    name = begun[-1].group(1)
    for call in re.finditer(r"\b" + name + r"\(", source):
        if call.start() != begun[-1].start(1):
            text = ", ".join(arguments(source, call.end()))
            yield from _way_out(path, source.count("\n", 0, call.start()) + 1, text)


def _of(path, line, said):
    if len(said) < 3 or re.sub(r"\s", "", said[2]) in ("{}", '""', "std::string()"):
        yield Finding(path, line, "refusal-source",
                      "this refusal names no source: give the document and paragraph of its rule, "
                      "or kOwnRule")
    yield from _way_out(path, line, said[1])


def _way_out(path, line, said):
    sentence = re.sub(r"\s+", " ", " # ".join(pieces(said))).strip()
    named = re.search(r"\b\w*way_out\b", said)  # it is put together before
    if re.search(r"[a-z]", sentence) and not named and not WAY_OUT.search(sentence):
        yield Finding(path, line, "way-out",
                      f"\"{sentence}\" says no way out: add what the person can do")


def pieces(said):
    """The texts of a sentence; what is put together at run time parts them."""
    return ["".join(TEXT.findall(run)) for run in re.findall(r'(?:"(?:[^"\\]|\\.)*"\s*)+', said)]


def arguments(source, at):
    """The texts of the arguments of a call whose bracket opened just before `at`."""
    said, begun, depth, quoted = [], at, 0, False
    while at < len(source):
        character = source[at]
        if quoted:
            if character == "\\":
                at += 1
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif character == ")" or (character == "," and depth == 0):
            said.append(source[begun:at].strip())
            begun = at + 1
            if character == ")":
                return said
        at += 1
    return said
