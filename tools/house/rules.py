"""Every rule by name, with the reason it stands. A finding of a rule not named here is a defect."""

WHY = {
    "include-edge": "Knowledge flows one way: storage knows bytes, workflows judge, services act. "
    "What a folder may not know, it does not include.",
    "include-owner": "One place owns a foreign library, so that it can be replaced or audited there.",
    "target-edge": "A target names every target whose headers it includes: the tree of targets is "
    "then the true picture of the house.",
    "target-cycle": "Targets that need each other are one target, or wrongly cut.",
    "folder-circle": "Drawn from its includes the house is a tree: of two folders, one may be understood "
    "without the other.",
    "dead-file": "A source no target lists, or a test no programme runs, rots unseen.",
    "stale-allowance": "An exception nobody needs any more is an invitation.",
    "file-length": "A file of more than 500 lines holds more than one idea.",
    "function-length": "A function of more than 70 lines does not fit in one look.",
    "disabled-test": "A test that does not run is a promise that is not kept.",
    "sleep-in-test": "A test that sleeps and hopes fails on a busy machine. Wait for the thing itself.",
    "unfinished": "What is unfinished is an issue, not a remark in the code.",
    "way-out": "Whoever is refused is told what they can do instead.",
    "refusal-source": "Whoever is refused is told on what it rests, and never takes our rule for "
    "the law.",
    "machine-path": "A path of one machine means nothing on another.",
    "foreign-host": "Nothing is fetched from a host named in the tree: packages come through the "
    "package manager's own settings.",
    "dead-reference": "A document that names what is not there sends a newcomer nowhere.",
    "format": "Nobody spends a thought on layout: clang-format decides.",
    "proto-package": "A package is the folder it lies in.",
    "proto-enum": "Zero is what an absent field reads as, so it can mean nothing.",
    "proto-permission": "A method says what a caller must be allowed to do, or the server does not "
    "start.",
    "proto-event": "A stored fact says which stream it belongs to and what people call it.",
    "proto-size": "A file of more than 25 events takes minutes to compile under the sanitizers.",
    "frozen-number": "What was stored once is read for ever: a number, name or type in it never "
    "changes.",
}
