"""The automatic lists of this app, as keys.

``topic:5``: pages that have entity 5 among their topics. ``about:5``: pages whose subject is entity 5.
``category:2``: pages of category 2. ``interactions:5``: statements about entity 5, kept with it or elsewhere.
"""

from __future__ import annotations

from cms.core.keys import Key


def entity_key(entity_id: int) -> Key:
    return Key("entity", entity_id)


def topic_key(entity_id: int) -> Key:
    return Key("topic", entity_id)


def about_key(entity_id: int) -> Key:
    return Key("about", entity_id)


def category_key(category_id: int) -> Key:
    return Key("category", category_id)
