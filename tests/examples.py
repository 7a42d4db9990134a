"""On how many examples a property is tried: a number of its own, and more for `make search`."""

from hypothesis import settings

USUAL = 100


def examples(n: int) -> settings:
    """So many for a commit; where the profile asks for more than is usual, as many times more.

    A number written into `settings` would hold for every profile.
    """
    return settings(max_examples=n * settings().max_examples // USUAL)
