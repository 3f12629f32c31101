"""Varnish with vmod xkey, and the VCL in deploy/varnish: a PURGE with the keys in a header drops them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cms.purging.caches import http


@dataclass(frozen=True)
class Varnish:
    """One server, by the address that it takes purges at. They don't talk to each other: each is told."""

    server: str
    # Varnish takes headers of 8 kB; our keys have 40 letters at most.
    most_keys: int = 150

    @property
    def name(self) -> str:
        return f"varnish {self.server}"

    def purge(self, keys: Sequence[str]) -> None:
        http.send("PURGE", self.server, headers={"xkey": " ".join(keys)})
