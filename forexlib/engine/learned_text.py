"""What a version learned, read back from its text: whole, or not at all.

The same holds as for its recipe (`forexlib.engine.recipe_text`): nothing that was said is passed
over, and what did not exist then is what `forexlib.engine.earlier` keeps of the time before.
"""

from __future__ import annotations

import json
from typing import Any

from forexlib.engine.earlier import with_what_held_before
from forexlib.engine.learning import form
from forexlib.engine.recipe_text import difference, in_a_line


def learned_from_text(kind: type, text: str) -> Any:  # noqa: ANN401  (of any kind)
    """What `form(kind)` wrote, in this release or an earlier one.

    Args:
        kind: One of `LEARNED_TYPES`.
        text: JSON.

    Raises:
        ValueError: If it holds something that this release does not know, or lacks something that
            it cannot do without; says what, in a line.
    """
    try:
        said = with_what_held_before(kind, json.loads(text))
        learned = form(kind).validate_json(json.dumps(said))
    except (TypeError, ValueError) as error:
        raise ValueError(in_a_line(error)) from error
    if what := difference(said, form(kind).dump_python(learned, mode="json")):
        raise ValueError(what)
    return learned
