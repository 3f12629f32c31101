"""Amazon's signature of a request (Signature Version 4), for requests without a query.

Forty lines instead of an SDK of twenty megabytes, for the one request we send.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Signer:
    key_id: str
    secret: str = field(repr=False)
    region: str
    service: str

    def headers(self, method: str, url: str, body: bytes, *, now: datetime) -> dict[str, str]:
        """What to send beside the request's own headers, of which only the host is signed. ``now`` in UTC."""
        parts = urlsplit(url)
        moment = now.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{moment[:8]}/{self.region}/{self.service}/aws4_request"
        signed = {"host": parts.netloc, "x-amz-date": moment}
        canonical = "\n".join(
            (
                method,
                parts.path,
                "",
                *(f"{name}:{value}" for name, value in signed.items()),
                "",
                ";".join(signed),
                hashlib.sha256(body).hexdigest(),
            )
        )
        text = "\n".join((ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()))
        signature = hmac.new(self._key(scope), text.encode(), hashlib.sha256).hexdigest()
        credential = (
            f"Credential={self.key_id}/{scope}, SignedHeaders={';'.join(signed)}, Signature={signature}"
        )
        return {"X-Amz-Date": moment, "Authorization": f"{ALGORITHM} {credential}"}

    def _key(self, scope: str) -> bytes:
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key
