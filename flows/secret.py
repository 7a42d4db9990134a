"""Credentials kept in Prefect, where the settings say so."""

from __future__ import annotations

from typing import cast

from forexlib.core.errors import NotifyError


def channels_in_prefect(block: str) -> str | None:
    """What the Secret block of this name holds: channels as FOREX_NOTIFY_URLS takes them.

    Args:
        block: The block's name; "" for none.

    Raises:
        NotifyError: If there is no such block.
    """
    if not block:
        return None
    from prefect.blocks.system import Secret  # noqa: PLC0415  (only where one is named)

    try:
        kept = cast("Secret[str]", Secret.load(block))
    except ValueError as error:
        raise NotifyError(
            f"Prefect has no Secret block {block!r}.",
            remedy="Make one in its UI (Blocks, Secret), or mend FOREX_NOTIFY_BLOCK.",
        ) from error
    return str(kept.get())
