"""One file per concern; `base` imports each of them whole."""
