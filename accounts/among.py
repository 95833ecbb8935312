"""Keys asked for at once: as one value, so that the SQL is the same however many they are."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignKey, Lookup


class Keys(tuple[Any, ...]):
    """Primary keys of one kind, texts or numbers."""

    __slots__ = ()

    def adapted(self, connection: Any) -> Any:
        """As that database takes them: an array, or the text of a JSON list."""
        if connection.vendor == "postgresql":
            return list(self)
        return json.dumps([key.hex if isinstance(key, UUID) else key for key in self])


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup[Keys]):
    """`dossier__among=Keys(…)` says what `dossier__in=[…]` says; without keys, likewise, nothing is asked."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        listed = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{column} {listed}", (*params, self.rhs.adapted(connection))
