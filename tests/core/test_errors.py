"""Every error is in the tree, and says what to do next."""

import pickle
import re

import pytest

from forexlib.core import errors
from forexlib.core.errors import ForexError, SourceError

CLASSES = {
    name: thing
    for name, thing in vars(errors).items()
    if isinstance(thing, type) and issubclass(thing, Exception)
}


def test_the_drawing_names_every_class_and_no_other() -> None:
    drawn = re.findall(r"^(?:│?\s*[├└]── )?([A-Z]\w+)", f"{errors.__doc__}", re.MULTILINE)[1:]

    assert sorted(drawn) == sorted(CLASSES)


@pytest.mark.parametrize("error", CLASSES.values())
def test_every_error_is_a_forex_error_and_is_documented(error: type[Exception]) -> None:
    assert issubclass(error, ForexError)
    assert error.__doc__ is not None


@pytest.mark.parametrize("error", CLASSES.values())
def test_a_message_ends_with_the_remedy(error: type[ForexError]) -> None:
    raised = error("It rains.", remedy="Take an umbrella.")

    assert str(raised) == "It rains. Take an umbrella."
    assert (raised.what, raised.remedy) == ("It rains.", "Take an umbrella.")


def test_a_remedy_cannot_be_forgotten() -> None:
    with pytest.raises(TypeError, match="remedy"):
        SourceError("It rains.")  # ty: ignore[missing-argument]


@pytest.mark.parametrize("error", CLASSES.values())
def test_an_error_comes_whole_out_of_another_process(error: type[ForexError]) -> None:
    raised = error("It rains.", remedy="Take an umbrella.")

    arrived = pickle.loads(pickle.dumps(raised))  # noqa: S301

    assert type(arrived) is error
    assert (arrived.what, arrived.remedy, str(arrived)) == (raised.what, raised.remedy, str(raised))
