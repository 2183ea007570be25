"""Validation errors are explained by field, with the fields that exist or the value that was given."""

import pytest
from pydantic import Field, ValidationError, model_validator

from tasks.domain.faults import MAX_INPUT, explain, meant
from tasks.domain.values import Frozen, replaced


class Inner(Frozen):
    colour: str = ""


class Sample(Frozen):
    name: str
    size: int = Field(1, ge=1)
    inner: Inner = Inner()

    @model_validator(mode="after")
    def _not_named_after_its_size(self) -> "Sample":
        if self.name == str(self.size):
            raise ValueError("Name and size must differ")
        return self


def explained(**data: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate(data)
    return explain(caught.value, Sample)


def test_an_unknown_field_is_named_with_the_fields_that_exist() -> None:
    assert explained(name="a", colour="red") == "there is no field 'colour' (known: name, size, inner)."


def test_the_fields_of_another_model_are_not_offered() -> None:
    assert explained(name="a", inner={"size": 1}) == "there is no field 'inner.size'."


def test_a_missing_field_is_named_without_the_rest_of_the_input() -> None:
    assert explained(size=2) == "name: field required."


def test_an_error_of_a_model_validator_is_shown_without_a_field() -> None:
    assert explained(name="2", size=2) == "name and size must differ."


def test_each_rejected_value_is_shown_and_a_long_one_is_truncated() -> None:
    message = explained(name=7, size="x" * 500)
    assert message.startswith("name: write text (got 7); size: write a whole number of at least 1 (got ")
    assert "x" * (MAX_INPUT - 1) in message
    assert "x" * MAX_INPUT not in message


def test_a_changed_copy_is_validated() -> None:
    sample = Sample(name="a", inner=Inner(colour="red"))
    assert replaced(sample, size=3) == Sample(name="a", size=3, inner=Inner(colour="red"))
    for changes in ({"size": 0}, {"siez": 3}):
        with pytest.raises(ValidationError):
            replaced(sample, **changes)


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one() -> None:
    assert meant("Plumb", ["plum", "ember"]) == " (did you mean 'plum'?)"
    assert meant("europe/berln", ["Europe/Berlin", "Europe/Bern"]) == " (did you mean 'Europe/Berlin'?)"
    assert meant("xyz", ["plum"]) == ""
    assert explained(name="a", siz=2) == "there is no field 'siz' (did you mean 'size'?)."
