"""Cloudflare: by the tags in ``Cache-Tag``, which every plan can purge by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from cms.purging.caches import http


@dataclass(frozen=True)
class Cloudflare:
    zone: str
    token: str = field(repr=False)
    api: str
    most_keys: int = 100

    @property
    def name(self) -> str:
        return f"cloudflare {self.zone}"

    def purge(self, keys: Sequence[str]) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = json.dumps({"tags": list(keys)}).encode()
        text = http.send("POST", f"{self.api}/zones/{self.zone}/purge_cache", headers=headers, body=body)
        if json.loads(text).get("success") is not True:
            raise http.NotPurged(text[: http.SHOWN].decode(errors="replace"))
