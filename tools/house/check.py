"""All rules over one tree, less what tools/tidy.toml allows."""

from house import documents, formatting, frozen, includes, protos, refusals, sources, targets, text
from house.tree import Finding, matches

CHECKS = (
    includes.check,
    targets.check,
    sources.check,
    refusals.check,
    text.check,
    documents.check,
    protos.check,
    frozen.check,
    formatting.check,
)


def all_rules(tree, checks=CHECKS):
    found = [finding for check in checks for finding in check(tree)]
    kept, used = [], set()
    allowances = tree.settings.get("allow", [])
    for finding in found:
        excuse = next(
            (
                index
                for index, allowance in enumerate(allowances)
                if allowance["rule"] == finding.rule
                and any(matches(finding.path, pattern) for pattern in allowance["in"])
            ),
            None,
        )
        if excuse is None:
            kept.append(finding)
        else:
            used.add(excuse)
    return sorted(kept + _stale(tree, allowances, used))


def _stale(tree, allowances, used):
    lines = tree.lines("tools/tidy.toml")
    starts = [number for number, line in enumerate(lines, 1) if line == "[[allow]]"]
    return [
        Finding(
            "tools/tidy.toml",
            starts[index],
            "stale-allowance",
            f"nothing needs to be allowed \"{allowance['rule']}\" here any more: take it out",
        )
        for index, allowance in enumerate(allowances)
        if index not in used
    ]
