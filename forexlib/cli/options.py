"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Pair = Annotated[
    str | None,
    typer.Option(help="USD and a currency of the NBP's table A, such as USDCLP.", metavar="PAIR"),
]
Target = Annotated[
    str | None, typer.Option(help="Quantity forecast, such as nbp_fixing.", metavar="NAME")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="A date (its issue time in Santiago) or an instant with its zone. Default: now.",
        metavar="WHEN",
    ),
]
Horizons = Annotated[
    str | None, typer.Option(help="Calendar days, such as 7,15,30,90.", metavar="DAYS")
]
Horizon = Annotated[str | None, typer.Option(help="One horizon, such as 30d.", metavar="DAYS")]
Track = Annotated[str | None, typer.Option(help="live, backfill, shadow or spot.", metavar="TRACK")]
Model = Annotated[str | None, typer.Option(help="A model's name, such as ensemble.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")]
AsXlsx = Annotated[
    str | None, typer.Option("--xlsx", help="Write a spreadsheet to FILE.", metavar="FILE")
]
Offline = Annotated[bool, typer.Option("--offline", help="Do not ask the NBP's web service.")]
