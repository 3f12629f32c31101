"""Previews for editors and reviewers: the JSON that readers' frontends would get, set out as a page to read.

There is no second serializer: a draft goes through ``represent`` as a publish would, and templates show the result.
They live beside the blocks and page types they are for, under ``<app>/preview/``; what has none is shown by its parts.
"""

from cms.core.preview.response import preview_response

__all__ = ["preview_response"]
