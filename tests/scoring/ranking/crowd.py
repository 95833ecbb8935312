"""A thousand dossiers with nine reviews each: the rows of one that was reviewed through the verbs, laid again."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

from dossiers.models import Dossier, Leadership
from scoring.models import Consensus, ConsensusScore, Review, ReviewVersion, Score

#: Keys of copies begin far from those that the verbs give.
FAR = 1_000_000


def crowd(count: int) -> None:
    """`count` more dossiers like the only one there is: its leader's link, its reviews, their scores, its consensus."""
    uuid = "md5(n::text)::uuid" if connection.vendor == "postgresql" else "printf('%032x', n * 2654435761)"
    lower = "CASE WHEN r.half_points > 2 THEN r.half_points - (n - n / 3 * 3) ELSE r.half_points END"
    copies = (
        (Dossier, {"id": uuid, "reference": "'LO-2019-' || n", "title": "'Projet ' || n"}),
        (Leadership, {"dossier_id": uuid}),
        (Review, {"id": far("id"), "dossier_id": uuid}),
        (ReviewVersion, {"id": far("id"), "review_id": far("review_id")}),
        (Score, {"id": far("id"), "version_id": far("version_id")}),
        (Consensus, {"id": far("id"), "dossier_id": uuid}),
        (ConsensusScore, {"id": far("id"), "consensus_id": far("consensus_id"), "half_points": lower}),
    )
    for model, columns in copies:
        _copy(model, columns, count)


def far(column: str) -> str:
    """The key of the n-th copy of a row."""
    return f"{FAR} * n + r.{column}"


def _copy(model: type[models.Model], sql: Mapping[str, str], count: int) -> None:
    table = model._meta.db_table
    fields: list[Any] = list(model._meta.concrete_fields)
    columns = [f.column for f in fields if not f.generated and (f.column != "id" or "id" in sql)]
    values = ", ".join(sql.get(column, f'r."{column}"') for column in columns)
    quoted = ", ".join(f'"{column}"' for column in columns)
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"  # noqa: S608 - a number of ours
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({quoted}) {numbers} SELECT {values} FROM numbers, {table} r")  # noqa: S608 - all of it is ours
