"""Rules of the content model that span several objects."""
