"""The faults that publishing is tested against, each with how it is caused and the tests that do it."""

from __future__ import annotations

from dataclasses import dataclass

FAULTS = "tests/faults/"
PUBLISHING = "tests/integration/publishing/"
KILLED = f"{FAULTS}test_killed_while_publishing.py::"
MANY = f"{FAULTS}test_many_processes.py::"
OUTAGES = f"{FAULTS}test_database_outages.py::"
WORKERS = f"{FAULTS}test_workers.py::"
CLOCK = f"{FAULTS}test_clock.py::"
HELD = f"{FAULTS}test_held_release.py::"
DUE = f"{PUBLISHING}test_run_due.py::"
MEANWHILE = f"{PUBLISHING}test_meanwhile.py::"
RELEASE = "tests/integration/releases/test_going_out.py::"


@dataclass(frozen=True)
class Cell:
    """One fault, how it is caused, and the tests that cause it."""

    fault: str
    cause: str
    tests: tuple[str, ...]


def _cell(fault: str, cause: str, *tests: str) -> Cell:
    return Cell(fault, cause, tests)


CELLS = [
    _cell(
        "publishing process killed before COMMIT",
        "kill -9 when locked, saved, written, finishing",
        f"{KILLED}test_killed_before_the_commit_nothing_has_happened_and_the_next_run_publishes_once",
    ),
    _cell(
        "publishing process killed after COMMIT",
        "kill -9 before the wake-ups",
        f"{KILLED}test_killed_after_the_commit_it_stays_published_and_is_not_published_again",
    ),
    _cell(
        "a page that kills its clock, again and again",
        "kill -9 three times at the same page",
        f"{CLOCK}test_a_page_that_kills_its_clock_is_counted_and_does_not_starve_the_others",
    ),
    _cell(
        "clock killed while it holds a page",
        "kill -9 before the instant",
        f"{FAULTS}test_early_clock.py::test_a_clock_killed_while_it_waits_for_the_instant_loses_nothing_and_shows_nothing",
    ),
    _cell(
        "worker killed",
        "kill -9 of its group, Redis and files",
        f"{WORKERS}test_killing_a_worker_in_the_middle_loses_nothing",
    ),
    _cell(
        "pool child killed", "kill -9", f"{MANY}test_a_killed_pool_child_leaves_the_page_to_the_next_sweep"
    ),
    _cell(
        "beat killed",
        "kill -9 where it is the only trigger",
        f"{MANY}test_beat_killed_while_it_is_the_only_trigger_is_made_up_for_when_it_is_back",
    ),
    _cell("no beat, two beats", "started so", f"{MANY}test_with_no_beat_or_two_each_page_is_published_once"),
    _cell(
        "Redis restarted, gone 15 s",
        "SIGTERM of its server",
        f"{MANY}test_while_redis_is_restarted_or_gone_pages_go_live_on_time",
    ),
    _cell("Redis emptied", "FLUSHALL", f"{WORKERS}test_an_emptied_redis_delays_nothing"),
    _cell(
        "Redis frozen",
        "SIGSTOP of its server",
        f"{CLOCK}test_a_clock_whose_broker_is_frozen_publishes_all_the_same",
    ),
    _cell(
        "no broker at all",
        "a port where nobody listens",
        f"{CLOCK}test_the_clock_publishes_on_time_with_no_broker_at_all",
    ),
    _cell(
        "PostgreSQL down when a page is due",
        "pg_ctl stop -m immediate, start 4 s later",
        f"{OUTAGES}test_what_falls_due_while_the_server_is_down_goes_live_once_it_is_back",
    ),
    _cell(
        "PostgreSQL stopped in the middle of a publish",
        "pg_ctl stop -m immediate when saved, finishing",
        f"{OUTAGES}test_a_publish_that_the_power_cut_ends_has_not_happened_and_happens_once_afterwards",
    ),
    _cell(
        "connections cut",
        "pg_terminate_backend, all of them",
        f"{CLOCK}test_the_clock_survives_the_loss_of_all_its_connections",
    ),
    _cell(
        "no connection left",
        "all of max_connections taken",
        f"{OUTAGES}test_while_no_connection_is_left_the_clock_waits_for_one",
    ),
    _cell(
        "disk full",
        "editions on a tmpfs of 4 MB, filled",
        f"{OUTAGES}test_while_the_disk_is_full_pages_wait_and_are_not_blocked",
    ),
    _cell(
        "lock timeout",
        "LOCK TABLE for longer than 5 s",
        f"{OUTAGES}test_a_table_that_is_locked_for_longer_than_one_waits_is_tried_again",
        f"{OUTAGES}test_what_a_chore_waits_for_does_not_keep_the_clock_from_publishing",
    ),
    _cell("two and four clocks", "started so", f"{MANY}test_several_clocks_publish_each_page_once"),
    _cell("two and four workers with a backlog", "started so", f"{MANY}test_several_workers_share_a_backlog"),
    _cell(
        "two processes over 60 due pages",
        "started so",
        f"{KILLED}test_two_processes_over_sixty_due_pages_publish_each_exactly_once",
    ),
    _cell(
        "host clock an hour off",
        "libfaketime ± 1 h",
        f"{MANY}test_a_host_whose_clock_is_an_hour_off_publishes_by_the_databases",
    ),
    _cell(
        "two hosts two hours apart",
        "libfaketime",
        f"{MANY}test_of_two_hosts_whose_clocks_differ_by_two_hours_either_publishes_by_the_databases",
    ),
    _cell(
        "host clock set while running",
        "libfaketime, step of ± 1 h",
        f"{MANY}test_a_host_clock_that_is_set_while_the_clock_runs_changes_nothing",
    ),
    _cell(
        "gap and fold of summer time",
        "a time in it is asked for",
        "tests/integration/calendar/test_screens.py::test_a_time_that_the_change_of_the_clocks_skips_or_doubles_is_refused",
    ),
    _cell(
        "outage of days",
        "go-lives and expiries long past",
        f"{PUBLISHING}test_expiry.py::test_after_an_outage_the_end_is_what_it_would_have_been_without_one",
        f"{PUBLISHING}test_expiry.py::test_what_expired_before_it_could_go_live_is_never_shown",
    ),
    _cell(
        "edit, reschedule, unschedule, delete, move, parent unpublished: first",
        "second connection, barrier",
        f"{MEANWHILE}test_an_editor_who_is_at_it_when_a_page_falls_due_comes_first",
    ),
    _cell(
        "the same, second",
        "second connection, barrier",
        f"{MEANWHILE}test_an_editor_who_comes_while_the_page_is_published_finds_it_published",
    ),
    _cell(
        "page locked by an editor's request",
        "row lock on a second connection",
        f"{PUBLISHING}test_locking.py::test_a_page_that_somebody_holds_is_not_counted_as_failed",
    ),
    _cell(
        "page locked in the admin",
        "Wagtail's lock",
        f"{PUBLISHING}test_rehearsal.py::test_a_locked_page_is_published_all_the_same",
    ),
    _cell(
        "workflow in progress",
        "approved with a time, then edited",
        f"{PUBLISHING}test_approvals.py::test_what_goes_live_then_is_what_was_approved",
    ),
    _cell(
        "newer draft",
        "saved after scheduling",
        f"{DUE}test_what_the_editor_scheduled_is_published_and_not_what_was_typed_afterwards",
    ),
    _cell(
        "autosave over a scheduled version",
        "saved over it",
        f"{PUBLISHING}test_approvals.py::test_saving_over_a_scheduled_version_leaves_it_scheduled_as_it_was",
    ),
    _cell(
        "slug taken",
        "by a page published meanwhile",
        f"{MEANWHILE}test_a_page_whose_address_was_taken_meanwhile_is_blocked_in_words_and_holds_up_no_other",
    ),
    _cell(
        "required block empty",
        "scheduled so",
        f"{DUE}test_a_page_with_a_block_left_empty_does_not_stop_the_others_and_is_blocked_in_words",
    ),
    _cell(
        "orphan revision",
        "page deleted under it",
        f"{DUE}test_a_revision_without_its_page_is_blocked_in_words",
    ),
    _cell(
        "removed model",
        "content type of no model",
        f"{DUE}test_a_revision_of_a_type_that_was_removed_is_blocked_in_words",
    ),
    _cell(
        "unreadable revision",
        "its JSON broken",
        f"{DUE}test_a_revision_that_cannot_be_read_is_blocked_and_keeps_its_schedule",
    ),
    _cell("alias", "scheduled source", f"{DUE}test_an_alias_goes_live_only_with_its_source"),
    _cell("job rows vanish", "deleted", f"{DUE}test_job_rows_may_vanish_at_any_moment"),
    _cell(
        "item k of a release fails",
        "unreadable, then mended",
        f"{RELEASE}test_one_page_that_cannot_be_shown_keeps_all_others_back_and_is_named",
        f"{RELEASE}test_after_the_fix_a_retry_publishes_all",
    ),
    _cell(
        "release: readers before, at and after its time",
        "API asked all the time",
        f"{HELD}test_readers_see_nothing_of_it_before_and_all_of_it_from_its_time_on",
    ),
    _cell(
        "release: killed in the hold",
        "kill -9, a second clock runs",
        f"{HELD}test_when_the_clock_that_holds_it_is_killed_another_takes_it_up_in_time",
    ),
    _cell(
        "release: SIGTERM in the hold",
        "SIGTERM, a new clock is started",
        f"{HELD}test_a_clock_asked_to_end_gives_it_up_and_it_goes_out_later_all_the_same",
    ),
    _cell(
        "release: cancelled, moved, changed in the hold",
        "second connection",
        f"{HELD}test_while_it_is_held_it_can_be_cancelled_at_once_and_does_not_go_out",
        f"{HELD}test_while_it_is_held_it_can_be_moved_and_changed",
    ),
    _cell(
        "release: one of its pages is due before",
        "2 s before, in the hold",
        f"{HELD}test_a_page_that_is_due_before_the_release_it_is_also_in_does_not_wait_for_it",
    ),
]
