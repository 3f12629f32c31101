"""Schedule to publish: due work, attempts, the receivers of Wagtail's signals."""
