"""Changes a settings file again and again, as a process of its own: FILE HISTORY NAME TIMES."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from forexlib.store.settings_file import SettingsFile

AT = datetime(2026, 10, 26, 12, tzinfo=UTC)
FILLER = b"# " + b"x" * 20_000 + b"\n"


def main(file: str, history: str, name: str, times: str) -> None:
    kept = SettingsFile(Path(file), Path(history))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for count in range(int(times)):
        line = f"{name}{count}\n".encode()
        kept.change(lambda old, line=line: old + line, who=name, action="set", at=AT)


if __name__ == "__main__":
    main(*sys.argv[1:])
