-- Who supplied the series $1, by the first word of each source's name; the rest is its release.

select
    series,
    list(distinct split_part(source, ' ', 1)) as suppliers
from observations
where list_contains($1, series)
group by series;
