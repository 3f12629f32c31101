"""CloudFront: invalidation by tag, for a distribution whose ``CacheTagConfig`` names the header ``Cache-Tag``."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from cms.purging.caches import http
from cms.purging.caches.signing import Signer

NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
# CloudFront is global; its requests are signed for this region.
REGION = "us-east-1"


@dataclass(frozen=True)
class CloudFront:
    distribution: str
    key_id: str
    secret: str = field(repr=False)
    api: str
    most_keys: int = 100

    @property
    def name(self) -> str:
        return f"cloudfront {self.distribution}"

    def purge(self, keys: Sequence[str]) -> None:
        url = f"{self.api}/2020-05-31/distribution/{self.distribution}/invalidation"
        body = _batch(keys, reference=uuid.uuid4().hex).encode()
        signer = Signer(self.key_id, self.secret, region=REGION, service="cloudfront")
        headers = {
            "Content-Type": "application/xml",
            **signer.headers("POST", url, body, now=datetime.now(UTC)),
        }
        http.send("POST", url, headers=headers, body=body)


def _batch(keys: Sequence[str], *, reference: str) -> str:
    """``#`` before an item makes it a tag."""
    items = "".join(f"<Path>{escape(f'#{key}')}</Path>" for key in keys)
    paths = f"<Paths><Quantity>{len(keys)}</Quantity><Items>{items}</Items></Paths>"
    reference = f"<CallerReference>{reference}</CallerReference>"
    return f'<InvalidationBatch xmlns="{NAMESPACE}">{paths}{reference}</InvalidationBatch>'
