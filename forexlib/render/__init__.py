"""Reports: from contents to one PDF and one self-contained HTML page.

    manifest = Renderer(reports).render(document, into=folder, language="es")

`Renderer` (renderer.py) takes a `Document` (document.py): named Markdown parts, named figures
(SVG text, alternative text, caption) and meta (one-line plain texts). The prose around them, the
look and the fonts live in reports/. Quarto renders where it is installed, else its twin: pandoc
and Typst.

What a document expects is in `contract.DOCUMENTS` and is checked: a name that is missing, blank or
unexpected is refused. What is optional may be left out; a section with nothing in it leaves too.
Every number, with its separators, comes from the producer, in the document's language.

Parts are Markdown of the subset that `subset.unsupported` checks. A table is a pipe table; one that
needs a caption has, after an empty line, `: Caption {#tbl-name}`. A part may refer to that table as
@tbl-name, and to a figure that was given as @fig-name. A literal @ has a backslash before it.
Headings within a part are of level two. HTML is refused.

    tarjetas        cards: one pipe table, a column per card, four look best; its head is the
                    label, the first row the value, the second the detail
    mensajes        the main messages, a list
    horizontes      the forecast per horizon, a table               (pronostico)
    distribucion    quantiles of the one horizon, a table           (horizonte)
    historial       how good past forecasts were, a table; backfilled rows are labelled so
    metodo          how the forecast was made
    fuentes         where the values come from, and until when
    avisos          optional: what the reader must know (stale data, mode robust, backfilled)
    cambios         optional: what changed since the last report
    factores        optional: what moves the forecast
    regimen         optional: risk regime and volatility            (pronostico)
    probabilidades  optional: of being above or below levels        (horizonte)
    componentes     optional: the members' own forecasts            (horizonte)

Figures; abanico is required, the others are optional:

    pronostico      abanico, volatilidad, vencidos (drawn 17 cm wide);
                    factores beside distribucion, cobertura beside habilidad (8.2 cm; one that
                    stands alone is drawn 17 cm wide)
    horizonte       abanico, distribucion, factores, vencidos (17 cm)

Meta:

    par             USD/CLP
    institucion     who publishes; also the PDF's author
    fecha           the report's day, in words
    corte           until when data were used, in words
    corrida         the run's id
    version         the model's version
    huella          the fingerprint of the data, shortened as the producer likes
    horizontes      such as 7, 15, 30 y 90                          (pronostico)
    horizonte       such as 30                                      (horizonte)
    fecha_objetivo  the target date, in words                       (horizonte)
    sello           optional: a seal on the cover, such as BACKFILLED · hecho en retrospectiva
"""
