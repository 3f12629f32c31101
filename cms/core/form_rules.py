"""The publish rules of a model, asked of what stands in its form and told where the form shows it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.base import BlockField
from wagtail.models import COMMENTS_RELATION_NAME

from cms.core.blocks.refusals import with_messages
from cms.core.blocks.salvage import salvage
from cms.core.problems import Problem


def ask(form: Any) -> None:
    """Add what the rules of the model say to the errors of ``form``, which has been validated.

    A rule about a field or row that is wrong by itself waits until that is mended: it would speak of what is not there.
    """
    wrong = {name for name in form.errors if not isinstance(form.fields.get(name), BlockField)}
    wrong |= {name for name, rows in form.formsets.items() if not rows.is_valid()}
    for problem in list(_as_typed(form).publish_problems()):
        if problem.field in form.formsets:
            _tell_rows(form.formsets[problem.field], problem, some_are_wrong=problem.field in wrong)
        elif problem.field not in wrong:
            _tell_field(form, problem)


def _as_typed(form: Any) -> Any:
    """The object as the form would save it, if what is wrong in single fields, blocks and rows were left empty."""
    instance = form.instance
    for name in form.errors:
        field = form.fields.get(name)
        if isinstance(field, BlockField):
            typed = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            setattr(instance, name, salvage(field.block, typed))
    for name, rows in form.formsets.items():
        rows.instance = instance  # of a new object the rows know only its base, before they are saved
        if rows.is_valid():
            rows.save(commit=False)
        elif rows.rel_name != COMMENTS_RELATION_NAME:
            getattr(instance, name).set([row.instance for row in rows.forms if _is_kept(row)])
    return instance


def _is_kept(row: Any) -> bool:
    filled_in = row.is_valid() and (row.instance.pk is not None or row.has_changed())
    return filled_in and not row.cleaned_data.get(DELETION_FIELD_NAME)


def _tell_field(form: Any, problem: Problem) -> None:
    field = form.fields.get(problem.field)
    if not isinstance(field, BlockField):
        form.add_error(problem.field if field is not None else None, problem.message)
    elif problem.field in form.errors:
        # The editor shows one error a stream, with whatever is inside it.
        with_messages(form.errors[problem.field].as_data()[0], [problem.message])
    else:
        whole = ValidationError(problem.message)
        form.add_error(problem.field, StreamBlockValidationError(non_block_errors=[whole]))


def _tell_rows(rows: Any, problem: Problem, *, some_are_wrong: bool) -> None:
    row = _form_of(rows, int(problem.path[0])) if problem.path else None
    if row is not None:
        name = next((name for name in problem.path[1:] if name in row.fields), None)
        if name not in row.errors:
            row.add_error(name, problem.message)
    elif not some_are_wrong:
        rows.non_form_errors().append(problem.message)


def _form_of(rows: Any, number: int) -> Any | None:
    kept = list(getattr(rows.instance, rows.rel_name).all())[number]
    return next((row for row in rows.forms if row.instance is kept or row.instance == kept), None)
