"""Finding out which entries a page speaks of, by link, by name and by alias."""
