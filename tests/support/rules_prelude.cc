// Owns the precompiled header of the tests of rules.
