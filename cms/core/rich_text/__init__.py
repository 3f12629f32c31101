"""Rich text as readers get it, in other forms than HTML: a typed tree, Markdown, Wagtail's own source.

All are made of the HTML of an edition, which is sanitised and links only to what is public. Nothing else is in them.
"""
