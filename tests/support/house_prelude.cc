// Owns the precompiled header of the tests of a whole house.
