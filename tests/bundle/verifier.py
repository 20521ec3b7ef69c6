#!/usr/bin/python3
"""Verifies a bundle as docs/formats/bundle.md and log.md say, with nothing of Candour at hand.

Arguments: the file; optionally the verifier key one was given, and a file with a checkpoint."""

import base64
import hashlib
import hmac
import json
import sys
import uuid

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STATEMENT = "b5983c10664d537ec67605195140b2140d38cbefb66c050a916e8cd9b0f2fe88"
HEAD = {"format", "statement", "log_id", "verifier_key", "checkpoint", "scopes", "earlier"}
EVENT = {"position", "leaf", "path", "ciphertext", "forgotten", "event_key", "opened", "read"}
FIELD = {"number", "name", "text", "whole", "yes", "choice", "data", "empty"}


class Refused(Exception):
    """With the reason in words."""


def need(held, reason):
    if not held:
        raise Refused(reason)


def b64(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "bytes are not written as they should be")
    return data


def sha256(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha256(b"\x01" + left + right)


def parse_object(line, allowed):
    def once(pairs):
        names = [name for name, _ in pairs]
        need(len(names) == len(set(names)), "a name stands twice")
        return dict(pairs)

    value = json.loads(line, object_pairs_hook=once)
    need(isinstance(value, dict) and set(value) <= allowed, "a line has a field of no such name")
    return value


# --- the tree ---------------------------------------------------------------------------------------


def included(index, size, leaf, path, root):
    if index >= size:
        return False
    at, last, made = index, size - 1, sha256(b"\x00" + leaf)
    for sibling in path:
        if last == 0:
            return False
        if at % 2 == 1 or at == last:
            made = node(sibling, made)
            while at % 2 == 0 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            made = node(made, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and made == root


def consistent(old, new, path, old_root, new_root):
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    path = list(path)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    at, last = old - 1, new - 1
    while at % 2 == 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at % 2 == 1 or at == last:
            first, second = node(sibling, first), node(sibling, second)
            while at % 2 == 0 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


# --- the checkpoint ---------------------------------------------------------------------------------


def read_checkpoint(note, verifier_key):
    """Its size and root, if it is signed by the key."""
    name, key_id, key = verifier_key.split("+", 2)
    key = b64(key)
    need(len(key) == 33 and key[0] == 1, "the verifier key is of an unknown kind")
    need(sha256(name.encode() + b"\n" + key)[:4].hex() == key_id, "the verifier key is not one")
    text, _, signatures = note.partition("\n\n")
    lines = signatures.split("\n")
    need(len(lines) == 2 and lines[1] == "", "the checkpoint does not have one signature")
    dash, signer, signature = lines[0].split(" ")
    signature = b64(signature)
    need(dash == "\u2014" and signer == name, "the checkpoint is signed by somebody else")
    need(signature[:4].hex() == key_id, "the checkpoint is signed with another key")
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], (text + "\n").encode())
    origin, size, root = text.split("\n")
    need(origin == name and str(int(size)) == size, "the checkpoint is of another log")
    return int(size), b64(root)


# --- what was sealed --------------------------------------------------------------------------------


def open_event(event, leaf):
    key, ciphertext = b64(event["event_key"]), b64(event["ciphertext"])
    commitment = hmac.new(key, b"candour key commitment v1", hashlib.sha256).digest()
    need(commitment == leaf["commitment"], "the key is not the one that was committed to")
    opened = AESGCM(key).decrypt(leaf["nonce"], ciphertext, leaf["log"] + leaf["event"])
    need(opened == b64(event["opened"]), "what is shown is not what was sealed")
    return opened


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            need(value < 2**64 and (byte or shift == 7), "a number is not written in the shortest way")
            return value, at


def wire_fields(data):
    """(number, kind, value) of each field of a message."""
    at, fields = 0, []
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            need(tag & 7 == 2, "a field is of a kind no event has")
            length, at = varint(data, at)
            need(at + length <= len(data), "a field is longer than its message")
            value, at = data[at:at + length], at + length
        fields.append((tag >> 3, tag & 7, value))
    numbers = [number for number, _, _ in fields]
    need(numbers == sorted(numbers), "fields are not in the order of their numbers")
    return fields


def tree_of(read):
    """The values by number: {13: {None: {2: {None: leaf}}}} for 13.2; lists by index."""
    root = {}
    for value in read:
        need(set(value) <= FIELD and len(value) == 3, "a value is not one")
        at = root
        steps = value["number"].split(".")
        for i, step in enumerate(steps):
            number, _, index = step.partition("[")
            slot = at.setdefault(int(number), {})
            index = int(index[:-1]) if index else None
            if i + 1 == len(steps):
                need(index not in slot, "a value stands twice")
                slot[index] = value
            else:
                at = slot.setdefault(index, {})
    return root


def numbers_in(kind, value):
    """Numbers in a list may be packed together."""
    if kind == 0:
        return [value]
    found, at = [], 0
    while at < len(value):
        number, at = varint(value, at)
        found.append(number)
    return found


def same_value(shown, kind, raw):
    if "text" in shown:
        return kind == 2 and raw == shown["text"].encode()
    if "data" in shown:
        return kind == 2 and raw == b64(shown["data"])
    if "empty" in shown:
        return kind == 2 and raw == b"" and shown["empty"] is True
    if "yes" in shown:
        return kind == 0 and raw == int(shown["yes"])
    number = shown["choice"].get("number", 0) if "choice" in shown else int(shown["whole"])
    return kind == 0 and raw == number % 2**64


def check_message(data, shown):
    """Every field of the bytes is shown, and every value shown is in the bytes."""
    by_number = {}
    for number, kind, value in wire_fields(data):
        by_number.setdefault(number, []).append((kind, value))
    need(set(by_number) == set(shown), "what is shown for reading is not what was sealed")
    for number, raws in by_number.items():
        slots = shown[number]
        items = [slots[None]] if None in slots else [slots[i] for i in range(len(slots))]
        message = "number" not in items[0]
        if not message and ("whole" in items[0] or "choice" in items[0] or "yes" in items[0]):
            need(len(raws) == 1, "a list of numbers is in pieces")
            raws = [(0, n) for kind, value in raws for n in numbers_in(kind, value)]
        need(len(items) == len(raws), "what is shown for reading is not what was sealed")
        for item, (kind, raw) in zip(items, raws):
            if "number" in item:
                need(same_value(item, kind, raw), "a value shown is not the one that was sealed")
            else:
                need(kind == 2, "a value shown is not the one that was sealed")
                check_message(raw, item)


def value_at(event, number):
    """The value shown under a number, or None."""
    for value in event.get("read", ()):
        if value["number"] == number:
            for kind in ("text", "whole", "choice"):
                if kind in value:
                    return value[kind]
    return None


# --- the whole --------------------------------------------------------------------------------------


def parse_leaf(raw):
    need(len(raw) == 210 and raw[:4] == b"CDR1", "a leaf is not one")
    number = lambda at, size=8: int.from_bytes(raw[at:at + size], "big")  # noqa: E731
    return {"log": raw[4:20], "position": number(20), "time": number(28), "event": raw[62:78],
            "stream": (number(36, 2), raw[38:54]), "revision": number(54),
            "command": raw[78:94], "scope": raw[110:126], "number": number(126),
            "nonce": raw[134:146], "commitment": raw[146:178], "digest": raw[178:210]}


def check_event(event, log, size, root):
    raw = b64(event["leaf"])
    leaf = parse_leaf(raw)
    need(leaf["log"] == log.bytes, "a leaf is of another log")
    need(leaf["position"] == int(event.get("position", "0")), "a leaf says another position")
    path = [b64(text) for text in event.get("path", [])]
    need(included(leaf["position"], size, raw, path, root), "the log holds no such event there")
    need(sha256(b64(event["ciphertext"])) == leaf["digest"], "the sealed bytes were altered")
    if event.get("forgotten"):
        need(not {"event_key", "opened", "read"} & set(event), "it is not forgotten")
    else:
        check_message(open_event(event, leaf), tree_of(event["read"]))
    return leaf


def check_earlier(head, size, root):
    """The earlier sizes, with the roots they are proved to have had."""
    roots, before = {size: root}, 0
    for earlier in head.get("earlier", []):
        need(set(earlier) <= {"size", "root", "path"}, "an earlier checkpoint is not one")
        old = int(earlier["size"])
        need(before < old < size, "the earlier checkpoints are not in order")
        path = [b64(text) for text in earlier.get("path", [])]
        need(consistent(old, size, path, b64(earlier["root"]), root),
             "the log does not go on from what it was")
        before, roots[old] = old, b64(earlier["root"])
    return roots


def check_named(scope, closing, field, cases):
    """The sequence is the one of the case that its end names, which all of them name."""
    kind, own = value_at(closing, f"13.{field}.1")["number"], value_at(closing, f"13.{field}.2")
    cases.add((kind, own))
    word = {"case": "scope", "identity": "identity"}[scope["of"]]
    need(str(uuid.uuid5(uuid.UUID(own), f"{word}/{kind}")) == scope["scope_id"] and len(cases) == 1,
         "a sequence is another case's")


def check_scope(scope, cases, log, events, alone):
    """The command of the export that ends it, if one does."""
    need(set(scope) <= {"scope_id", "of", "events", "closed_by"}, "a scope is not one")
    own = uuid.UUID(scope["scope_id"])
    mine = [(event, leaf) for event, leaf in events if leaf["scope"] == own.bytes]
    need([leaf["number"] for _, leaf in mine] == list(range(int(scope.get("events", "0")))),
         "an event of the sequence is missing")
    need(len({bool(event.get("forgotten")) for event, _ in mine}) <= 1, "some of it is held back")
    gone = [event for event, _ in mine if event.get("forgotten")]
    need(len(gone) == (len(mine) if scope["closed_by"] == "ScopesForgotten" else 0),
         "it is not forgotten as a whole, or not said to be")
    if scope["closed_by"] == "ExportMade":
        need(mine, "the sequence has no end")
        last, leaf = mine[-1]
        part = {"case": 1, "identity": 2}[scope["of"]]
        need(value_at(last, "1") == "ExportMade", "events at the end are missing")
        need(value_at(last, "13.2")["number"] == part, "it ends with the export of something else")
        need(not (alone and value_at(last, "13.5")), "the identity's sequence was taken out")
        check_named(scope, last, 1, cases)
        return leaf["command"]
    need(scope["closed_by"] == "ScopesForgotten", "the sequence has no end")
    closed = False
    for event, leaf in events:
        if leaf["scope"] != log.bytes or value_at(event, "1") != "ScopesForgotten":
            continue
        for i in range(2):
            if value_at(event, f"13.4[{i}].1") == str(own):
                closed = (value_at(event, f"13.4[{i}].2") or "0") == scope.get("events", "0")
                check_named(scope, event, 2, cases)
    need(closed, "nothing shows that it was forgotten with this many events")
    return None


def check_order(events):
    """What a log promises of its leaves, whatever is in them."""
    seen, last = set(), {}
    for before, leaf in zip([None, *events], events):
        need(before is None or leaf["position"] > before["position"], "events are out of order")
        need(before is None or leaf["time"] >= before["time"], "time runs backwards")
        need(leaf["event"] not in seen, "an id of an event stands twice")
        need(leaf["revision"] > last.get(leaf["stream"], -1), "a revision does not follow")
        seen.add(leaf["event"])
        last[leaf["stream"]] = leaf["revision"]


def check_stream(case, leaves):
    """With both its sequences here, the stream of the case is here whole."""
    kind, own = case
    revisions = [leaf["revision"] for leaf in leaves
                 if leaf["stream"] == (kind, uuid.UUID(own).bytes)]
    need(revisions == list(range(len(revisions))), "an event of the case's stream is missing")


def check_file(data, given_key=None, held=None):
    need(data.endswith(b"\n"), "the file is cut off")
    cut = data[:-1].rfind(b"\n") + 1
    end = parse_object(data[cut:], {"sha256"})
    need(end["sha256"] == sha256(data[:cut]).hex(), "the file was altered")
    lines = data[:cut].decode().split("\n")[:-1]
    head = parse_object(lines[0], HEAD)
    need(head["format"] == "candour bundle 1", "this is not a bundle")
    need(sha256("\n".join(head["statement"]).encode()).hex() == STATEMENT,
         "what it says of itself is not what a bundle says")
    need(given_key in (None, head["verifier_key"]), "it is signed with another key than yours")
    size, root = read_checkpoint(head["checkpoint"], head["verifier_key"])
    roots = check_earlier(head, size, root)
    if held is not None:
        held_size, held_root = read_checkpoint(held, head["verifier_key"])
        need(held_size in roots, "nothing shows that the log goes on from your checkpoint")
        need(roots[held_size] == held_root, "your checkpoint is of another history")

    log, cases = uuid.UUID(head["log_id"]), set()
    need([scope["of"] for scope in head["scopes"]] in (["case"], ["case", "identity"]),
         "the sequences are not named properly")
    events = []
    for line in lines[1:]:
        event = parse_object(line, EVENT)
        events.append((event, check_event(event, log, size, root)))
    check_order([leaf for _, leaf in events])
    alone = len(head["scopes"]) == 1
    commands = [check_scope(scope, cases, log, events, alone) for scope in head["scopes"]]
    need(len({command for command in commands if command}) <= 1, "it ends with two exports")
    if not alone:
        check_stream(*cases, [leaf for _, leaf in events])
    known = {uuid.UUID(scope["scope_id"]).bytes for scope in head["scopes"]}
    for event, leaf in events:
        notice = value_at(event, "1") in ("ScopesForgotten", "ForgettingCertified")
        need(leaf["scope"] in known or leaf["scope"] == log.bytes and notice,
             "an event belongs to none of the sequences")
    return len(events)


def verify(data, given_key=None, held=None):
    """How many events it holds; Refused, with the reason, if anything is wrong."""
    try:
        return check_file(data, given_key, held)
    except (ValueError, KeyError, TypeError, IndexError, UnicodeDecodeError) as error:
        raise Refused(f"it is not written as a bundle is: {error!r}") from error
    except InvalidSignature as error:
        raise Refused("the checkpoint's signature does not hold") from error
    except InvalidTag as error:
        raise Refused("the sealed bytes do not open") from error


def main(path, key=None, checkpoint=None):
    with open(path, "rb") as file:
        data = file.read()
    held = open(checkpoint, encoding="utf-8").read() if checkpoint else None
    try:
        print(f"{verify(data, key or None, held)} events, verified")
    except Refused as reason:
        sys.exit(f"refused: {reason}")


if __name__ == "__main__":
    main(*sys.argv[1:])
