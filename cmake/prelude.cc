// Owns the precompiled header of every target that is not a test.
