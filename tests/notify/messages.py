"""Messages that a reader can follow."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forexlib.core.message import Attachment, Message
from forexlib.store.outbox import DuckOutbox

NOW = datetime(2026, 10, 26, 11, 30, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n a picture"
REPORT = b"%PDF-1.7 a report"


def message(key: str = "forecast:USDCLP:nbp_fixing:2026-10-26:1", **changes: object) -> Message:
    usual: dict[str, object] = {
        "key": key,
        "topic": "forecast:USDCLP:nbp_fixing",
        "audience": "market",
        "severity": "INFO",
        "subject": "📊 USD/CLP 7d: $935 → $942 (+0.7%) | Sesgo Alcista",
        "html": "<p>Mediana <b>942,00</b>, con ñ</p>",
        "text": "Mediana 942,00, con ñ\n",
        "slack": "*Mediana* 942,00",
        "created_at": NOW,
    }
    chosen: dict[str, Any] = usual | changes
    return Message(**chosen)


def illustrated(outbox: DuckOutbox, key: str = "illustrated") -> Message:
    """With a picture in the HTML and a report beside it."""
    picture = outbox.keep(PICTURE, name="abanico.png", media="image/png", inline=True)
    report = outbox.keep(REPORT, name="informe.pdf", media="application/pdf")
    html = f'<p>Mediana 942,00</p><img src="cid:{picture.cid}" alt="abanico">'
    return message(key, html=html, attachments=(picture, report))


def absent(name: str = "informe.pdf") -> Attachment:
    """A file that is nowhere."""
    return Attachment(Path("nowhere") / name, "0" * 64, name, "application/pdf")
