"""What the API says about a page, rendered once when it is published."""
