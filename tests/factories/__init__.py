"""Objects for tests, valid unless told otherwise."""
