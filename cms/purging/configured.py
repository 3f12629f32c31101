"""The caches that stand before us, as the settings name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from cms.purging.caches import Cache
from cms.purging.caches.cloudflare import Cloudflare
from cms.purging.caches.cloudfront import CloudFront
from cms.purging.caches.fastly import Fastly
from cms.purging.caches.varnish import Varnish


@dataclass(frozen=True)
class Kind:
    """``needs``: the settings it can't do without; ``make``: its caches, each purged and retried by itself."""

    needs: tuple[str, ...]
    make: Callable[[], Iterator[Cache]]


def _varnish() -> Iterator[Cache]:
    for server in settings.VARNISH_SERVERS:
        yield Varnish(server)


def _fastly() -> Iterator[Cache]:
    yield Fastly(service=settings.FASTLY_SERVICE, token=settings.FASTLY_TOKEN, api=settings.FASTLY_API)


def _cloudflare() -> Iterator[Cache]:
    yield Cloudflare(
        zone=settings.CLOUDFLARE_ZONE, token=settings.CLOUDFLARE_TOKEN, api=settings.CLOUDFLARE_API
    )


def _cloudfront() -> Iterator[Cache]:
    yield CloudFront(
        distribution=settings.CLOUDFRONT_DISTRIBUTION,
        key_id=settings.AWS_ACCESS_KEY_ID,
        secret=settings.AWS_SECRET_ACCESS_KEY,
        api=settings.CLOUDFRONT_API,
    )


KINDS = {
    "varnish": Kind(("VARNISH_SERVERS",), _varnish),
    "fastly": Kind(("FASTLY_SERVICE", "FASTLY_TOKEN"), _fastly),
    "cloudflare": Kind(("CLOUDFLARE_ZONE", "CLOUDFLARE_TOKEN"), _cloudflare),
    "cloudfront": Kind(
        ("CLOUDFRONT_DISTRIBUTION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), _cloudfront
    ),
}


def caches() -> list[Cache]:
    """In the order of the setting. Kinds that lack a setting are left out: a system check has said so."""
    return [cache for kind in _complete_kinds() for cache in kind.make()]


def names() -> list[str]:
    return [cache.name for cache in caches()]


def missing(name: str) -> list[str]:
    """The settings that a kind of cache needs and that are empty."""
    return [setting for setting in KINDS[name].needs if not getattr(settings, setting)]


def _complete_kinds() -> Iterator[Kind]:
    for name in settings.PURGE_CACHES:
        if name in KINDS and not missing(name):
            yield KINDS[name]
