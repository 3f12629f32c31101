"""Why something asked of a release was not done, for whoever asked."""

from __future__ import annotations

from cms.core.problems import PublishRefused, SeveralRefused
from cms.releases.services import ReleaseRefused

REFUSALS = (ReleaseRefused, PublishRefused, SeveralRefused)


def in_words(refusal: Exception) -> str:
    """In one line; of a refused page or entry what stands in its way, without “was not published”."""
    refused = refusal.refused if isinstance(refusal, SeveralRefused) else (refusal,)
    return " ".join(
        f"“{one.title}”: {' '.join(str(problem) for problem in one.problems)}"
        if isinstance(one, PublishRefused)
        else str(one)
        for one in refused
    )
