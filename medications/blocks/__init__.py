"""The blocks that know medicine, and the bodies of the page types."""
