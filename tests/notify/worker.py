"""A program of its own that empties an outbox; tests start two, and kill one.

python -m tests.notify.worker DATABASE FOLDER URLS [killed]
"""

import os
import signal
import sys
from pathlib import Path

from typing_extensions import override

from forexlib.core.message import Channel, Message, Receipt
from forexlib.jobs.deliver import deliver
from forexlib.notify.channels import AppriseChannels
from forexlib.store.outbox import DuckOutbox
from tests.notify.messages import NOW
from tests.paths import SQL


class KilledAfterSending(AppriseChannels):
    """Dies as soon as the first message is out of the house."""

    @override
    def send(
        self, message: Message, channel: Channel, *, reached: frozenset[str] = frozenset()
    ) -> Receipt:
        AppriseChannels.send(self, message, channel, reached=reached)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


if __name__ == "__main__":
    chosen = KilledAfterSending if sys.argv[4:] == ["killed"] else AppriseChannels
    outbox = DuckOutbox(Path(sys.argv[1]), SQL, Path(sys.argv[2]))
    sys.stdin.readline()
    deliver(outbox, chosen(urls=sys.argv[3]), now=NOW)
