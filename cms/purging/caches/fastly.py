"""Fastly: a batch of surrogate keys in one request. It reads ``Surrogate-Key`` and takes it off itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cms.purging.caches import http


@dataclass(frozen=True)
class Fastly:
    service: str
    token: str = field(repr=False)
    api: str
    most_keys: int = 256

    @property
    def name(self) -> str:
        return f"fastly {self.service}"

    def purge(self, keys: Sequence[str]) -> None:
        headers = {"Fastly-Key": self.token, "Surrogate-Key": " ".join(keys), "Accept": "application/json"}
        http.send("POST", f"{self.api}/service/{self.service}/purge", headers=headers)
