"""A cache that is only half named is told of at start-up, with what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from cms.purging import configured
from cms.purging.checks import caches_can_be_purged

VARNISH = {"PURGE_CACHES": ("varnish",), "VARNISH_SERVERS": ("http://varnish:6091",)}


@pytest.mark.parametrize(
    ("chosen", "expected", "hint"),
    [
        ({}, [], ""),
        (VARNISH, [], ""),
        ({"PURGE_CACHES": ("varnis",)}, ["purging.E001"], "varnish, fastly, cloudflare, cloudfront"),
        ({"PURGE_CACHES": ("varnish",)}, ["purging.E002"], "Set VARNISH_SERVERS"),
        ({"PURGE_CACHES": ("fastly",), "FASTLY_SERVICE": "abc"}, ["purging.E002"], "Set FASTLY_TOKEN"),
        ({**VARNISH, "VARNISH_SERVERS": ("varnish:6091",)}, ["purging.E003"], "http://varnish:6091"),
        ({"CLOUDFLARE_TOKEN": "abc"}, ["purging.W001"], "Add cloudflare to PURGE_CACHES"),
    ],
)
def test_what_is_missing_is_named(chosen: dict[str, Any], expected: list[str], hint: str) -> None:
    with override_settings(**chosen):
        found = caches_can_be_purged()
    assert [message.id for message in found] == expected
    assert hint in "".join(str(message.hint) for message in found)


def test_a_cache_that_lacks_a_setting_is_owed_nothing() -> None:
    with override_settings(**{**VARNISH, "PURGE_CACHES": ("fastly", "varnish")}):
        assert configured.names() == ["varnish http://varnish:6091"]


def test_caches_are_purged_in_the_order_of_the_setting() -> None:
    both = {**VARNISH, "FASTLY_SERVICE": "abc", "FASTLY_TOKEN": "x", "PURGE_CACHES": ("varnish", "fastly")}
    with override_settings(**both):
        assert configured.names() == ["varnish http://varnish:6091", "fastly abc"]
