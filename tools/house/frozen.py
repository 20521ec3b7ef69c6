"""proto/frozen.txt: every number, name and type that stored facts are read with.

A line that stands there may never change. A field or value that is taken out has its number and
its name reserved. New lines are added by `tools/tidy --freeze`, in the commit that adds the field.
"""

import sys

from house.protos import descriptors
from house.tree import Finding

PATH = "proto/frozen.txt"
STORED = ("candour/events/", "candour/record/", "candour/types/")
HEADER = (
    "# Numbers, names and types that stored facts are read with. Never edited: tools/tidy --freeze",
    "# adds what is new; what is taken out of a message has its number and name reserved there.",
)


def entries(tree):
    """What proto/ declares now: "owner number" -> "name type", and what is reserved."""
    now, reserved = {}, set()
    for name, file in descriptors(tree).items():
        if not name.startswith(STORED):
            continue
        for enum in file.enum_type:
            _enum(f"{file.package}.{enum.name}", enum, now, reserved)
        for message in file.message_type:
            _message(f"{file.package}.{message.name}", message, now, reserved)
    return now, reserved


def _message(owner, message, now, reserved):
    for field in message.field:
        kind = field.type_name.lstrip(".") or _scalar(field)
        if field.label == field.LABEL_REPEATED:
            kind = f"repeated {kind}"
        now[f"{owner} {field.number}"] = f"{field.name} {kind}"
    for span in message.reserved_range:
        reserved |= {f"{owner} {number}" for number in range(span.start, min(span.end, span.start + 1000))}
    reserved |= {f"{owner} {name}" for name in message.reserved_name}
    for enum in message.enum_type:
        _enum(f"{owner}.{enum.name}", enum, now, reserved)
    for nested in message.nested_type:
        _message(f"{owner}.{nested.name}", nested, now, reserved)


def _enum(owner, enum, now, reserved):
    for value in enum.value:
        now[f"{owner} {value.number}"] = f"{value.name} value"
    for span in enum.reserved_range:
        reserved |= {f"{owner} {number}" for number in range(span.start, min(span.end + 1, span.start + 1000))}
    reserved |= {f"{owner} {name}" for name in enum.reserved_name}


def _scalar(field):
    return field.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_number[field.type].name[5:].lower()


def _read(tree):
    """(line number, key, meaning) of every line of the list."""
    if PATH not in tree.files:
        return []
    parted = [
        (number, line.split(" ", 3))
        for number, line in enumerate(tree.lines(PATH), 1)
        if line and not line.startswith("#")
    ]
    return [(number, f"{words[0]} {words[1]}", f"{words[2]} {words[3]}") for number, words in parted]


def check(tree):
    now, reserved = entries(tree)
    for number, key, meaning in _read(tree):
        owner, field_name = key.split(" ")[0], meaning.split(" ")[0]
        if key in now and now[key] != meaning:
            yield Finding(PATH, number, "frozen-number",
                          f"{key} was \"{meaning}\" and is now \"{now[key]}\": put it back, and give "
                          "the new meaning a new number")
        elif key not in now and not {key, f"{owner} {field_name}"} <= reserved:
            yield Finding(PATH, number, "frozen-number",
                          f"{key} \"{meaning}\" is gone: put it back, or reserve its number and name")


def unlisted(tree):
    now, _ = entries(tree)
    return sorted(set(now) - {key for _, key, _ in _read(tree)})


def freeze(tree):
    broken = list(check(tree))
    if broken:
        print(*broken, "nothing was frozen", sep="\n", file=sys.stderr)
        return 1
    now, _ = entries(tree)
    kept = {key: meaning for _, key, meaning in _read(tree)}
    added = len(set(now) - set(kept))
    lines = sorted((key.split(" ")[0], int(key.split(" ")[1]), meaning)
                   for key, meaning in (kept | now).items())
    body = "".join(f"{owner} {number} {meaning}\n" for owner, number, meaning in lines)
    (tree.root / PATH).write_text("\n".join(HEADER) + "\n" + body, encoding="utf-8")
    print(f"{PATH}: {added} added, {len(lines)} in all")
    return 0
