"""What Fastly, Cloudflare and CloudFront are sent, by a server on this machine that writes it down.

None of the three can be reached from where tests run: what they make of it is theirs to say.
"""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET

import pytest

from cms.purging.caches import Cache
from cms.purging.caches.cloudflare import Cloudflare
from cms.purging.caches.cloudfront import NAMESPACE, CloudFront
from cms.purging.caches.fastly import Fastly
from cms.purging.caches.http import NotPurged
from cms.purging.caches.signing import Signer
from tests.integration.purging.conftest import Recorder

pytestmark = pytest.mark.any_database

KEYS = ["event", "page-12"]
SECRET = "not for anybody else"


def test_fastly_gets_the_keys_in_a_header(recorder: Recorder) -> None:
    Fastly(service="abc", token=SECRET, api=recorder.url).purge(KEYS)
    (request,) = recorder.asked
    assert (request.method, request.path) == ("POST", "/service/abc/purge")
    assert request.headers["Surrogate-Key"] == "event page-12"
    assert request.headers["Fastly-Key"] == SECRET


def test_cloudflare_gets_the_keys_as_tags(recorder: Recorder) -> None:
    recorder.answer = b'{"success": true}'
    Cloudflare(zone="abc", token=SECRET, api=recorder.url).purge(KEYS)
    (request,) = recorder.asked
    assert (request.method, request.path) == ("POST", "/zones/abc/purge_cache")
    assert json.loads(request.body) == {"tags": KEYS}
    assert request.headers["Authorization"] == f"Bearer {SECRET}"


def test_cloudflare_says_no_with_200(recorder: Recorder) -> None:
    recorder.answer = b'{"success": false, "errors": [{"message": "no such zone"}]}'
    with pytest.raises(NotPurged, match="no such zone"):
        Cloudflare(zone="abc", token=SECRET, api=recorder.url).purge(KEYS)


def test_cloudfront_gets_the_keys_as_tags_each_time_under_another_reference(recorder: Recorder) -> None:
    cache = CloudFront(distribution="EDIST", key_id="AKID", secret=SECRET, api=recorder.url)
    cache.purge(KEYS)
    cache.purge(KEYS)
    first, second = recorder.asked
    assert (first.method, first.path) == ("POST", "/2020-05-31/distribution/EDIST/invalidation")
    batch = ET.fromstring(first.body)  # noqa: S314 - our own
    names = {"c": NAMESPACE}
    assert [path.text for path in batch.iterfind("c:Paths/c:Items/c:Path", names)] == ["#event", "#page-12"]
    assert batch.findtext("c:Paths/c:Quantity", namespaces=names) == "2"
    reference = batch.findtext("c:CallerReference", namespaces=names)
    assert reference
    assert reference not in second.body.decode()
    assert "Credential=AKID/" in first.headers["Authorization"]
    assert SECRET not in str(first)


def test_a_request_to_amazon_is_signed_as_its_sdk_signs_it() -> None:
    """What botocore 1.44.8 made of the same request at the same time."""
    signer = Signer("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "cloudfront")
    url = "https://cloudfront.amazonaws.com/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation"
    headers = signer.headers("POST", url, b"<x/>", now=dt.datetime(2026, 3, 2, 9, 0, 1, tzinfo=dt.UTC))
    assert headers == {
        "X-Amz-Date": "20260302T090001Z",
        "Authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260302/us-east-1/cloudfront/aws4_request, "
            "SignedHeaders=host;x-amz-date, Signature=eca99f74e776f4654b20ba1ab1931b241bac5d2b89de459c5d270afcb850d990"
        ),
    }


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
def test_a_refusal_is_an_error_and_tells_no_secret(recorder: Recorder, status: int) -> None:
    recorder.status = status
    caches: list[Cache] = [
        Fastly(service="abc", token=SECRET, api=recorder.url),
        Cloudflare(zone="abc", token=SECRET, api=recorder.url),
        CloudFront(distribution="EDIST", key_id="AKID", secret=SECRET, api=recorder.url),
    ]
    for cache in caches:
        with pytest.raises(NotPurged, match=str(status)) as error:
            cache.purge(KEYS)
        assert SECRET not in f"{error.value} {cache!r} {cache.name}"
