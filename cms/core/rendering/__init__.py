"""From models to the JSON that readers get: one renderer for editions and previews."""
