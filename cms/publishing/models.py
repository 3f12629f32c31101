"""What is remembered of scheduled work beside the schedule itself.

The schedule is Wagtail's ``approved_go_live_at`` and ``expire_at`` and nothing else. All tables here but ``Notice``
may be emptied at any moment: what is due is read from Wagtail's columns, and rows come back as work is done, fails or
is rehearsed.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class JobKind(models.TextChoices):
    PUBLISH = "publish", "Publish"
    EXPIRE = "expire", "Take offline"
    RELEASE = "release", "Publish a release"


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting for the next try"
    BLOCKED = "blocked", "Blocked until somebody acts"
    DONE = "done", "Done"
    PASSED_OVER = "passed_over", "Not shown: it had expired before it could go live"


class PublishJob(models.Model):
    """How one piece of scheduled work went: a revision to publish, an object to take offline, or a release that goes
    out, at one instant.

    There is no row before the work was tried. ``content_type`` is the base type, as in ``Revision.base_content_type``;
    ``revision_id`` has no constraint, because the row says what happened even when the revision is gone.
    """

    kind = models.CharField(max_length=8, choices=JobKind.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    revision_id = models.BigIntegerField(null=True)
    due = models.DateTimeField()
    state = models.CharField(max_length=12, choices=JobState.choices)
    attempts = models.PositiveIntegerField(default=0, help_text="Every try, also those that an outage ended.")
    own_failures = models.PositiveIntegerField(
        default=0, help_text="Tries that failed for a reason of its own."
    )
    next_try_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="Why the last try failed, in an editor's words.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision_id", "due"],
                condition=models.Q(kind=JobKind.PUBLISH),
                name="one_job_per_revision_and_due",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "due"],
                condition=models.Q(kind=JobKind.EXPIRE),
                name="one_job_per_object_and_expiry",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "due"],
                condition=models.Q(kind=JobKind.RELEASE),
                name="one_job_per_release_and_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="publish_job_open"),
            models.Index(fields=["content_type", "object_id"], name="publish_job_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.content_type_id}:{self.object_id} at {self.due.isoformat()}"


class ClockHeartbeat(models.Model):
    """The sign of life of one running clock."""

    name = models.CharField(max_length=200, primary_key=True, help_text="Host and process id.")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    next_due = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at.isoformat()}"


class RehearsalState(models.TextChoices):
    UNFINISHED = "unfinished", "Did not come to an end"
    PASSED = "passed", "Went through"
    FAILED = "failed", "Would fail"


class Rehearsal(models.Model):
    """How the last trial run of one scheduled publish went: what would fail at ``due``, seen from ``rehearsed_at``.

    ``problems``: a list of objects with the fields of ``Problem``; empty unless the state is *failed*.
    """

    revision_id = models.BigIntegerField()
    due = models.DateTimeField()
    rehearsed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RehearsalState.choices)
    problems = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision_id", "due"], name="one_rehearsal_per_revision_and_due"),
        ]

    def __str__(self) -> str:
        return f"revision {self.revision_id} at {self.due.isoformat()}: {self.state}"


class NoticeAbout(models.TextChoices):
    BLOCKED = "blocked", "It is blocked"
    WOULD_FAIL = "would_fail", "It would fail"


class Notice(models.Model):
    """One mail that is owed to one person about one piece of scheduled work. The row goes when the mail has gone.

    The work is named as in ``PublishJob``. ``next_try_at``: when to send it, or to send it again if the process that
    took it up has died.
    """

    about = models.CharField(max_length=10, choices=NoticeAbout.choices)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=JobKind.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    revision_id = models.BigIntegerField(null=True)
    due = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return (
            f"to {self.recipient_id}: {self.kind} of {self.object_id} at {self.due.isoformat()} {self.about}"
        )
