"""The indices behind the alias: made, filled out of sight, swapped in one request."""

from collections.abc import Iterable
from uuid import UUID

from search.backends.elastic import ElasticBackend, WrongRequest
from search.backends.mapping import MAPPING_VERSION, body

ALREADY_THERE = "resource_already_exists_exception"


class Indices:
    def __init__(self, engine: ElasticBackend) -> None:
        self.engine, self.alias = engine, engine.alias
        self.indices = engine.patient.indices

    def make_first(self) -> bool:
        """An index with the alias, if the alias leads nowhere. Its name is always the same, so that of two
        processes that try at once one makes it; returns whether it was this one."""
        if self.engine.reach(lambda: self.indices.exists_alias(name=self.alias)):
            return False
        try:
            self._create("first", aliases={self.alias: {}})
        except WrongRequest as error:
            if error.error != ALREADY_THERE:
                raise
            return False
        return True

    def full(self, name: str) -> str:
        return f"{self.alias}-v{MAPPING_VERSION}-{name}"

    def make(self, name: str) -> str:
        """A new index out of sight; returns its full name."""
        return self._create(name)

    def _create(self, name: str, aliases: dict[str, dict[str, str]] | None = None) -> str:
        full, shape = self.full(name), body()
        self.engine.reach(lambda: self.indices.create(index=full, aliases=aliases or {}, **shape))
        return full

    def swap_to(self, new: str) -> None:
        """The alias leads to `new` and the indices it led to are gone, all in one step. It may lead there already: who was
        killed just after a swap swaps again."""
        self.engine.reach(lambda: self.indices.refresh(index=new))
        old = set(self.held()) - {new}
        gone = [{"remove_index": {"index": name}} for name in sorted(old)]
        steps = [*gone, {"add": {"index": new, "alias": self.alias}}]
        self.engine.reach(lambda: self.indices.update_aliases(actions=steps))

    def held(self) -> list[str]:
        """The indices that the alias leads to now."""
        if not self.engine.reach(lambda: self.indices.exists_alias(name=self.alias)):
            return []
        return sorted(self.engine.reach(lambda: self.indices.get_alias(name=self.alias)).body)

    def exists(self, name: str) -> bool:
        return bool(self.engine.reach(lambda: self.indices.exists(index=name)))

    def drop(self, name: str) -> None:
        self.engine.reach(lambda: self.indices.delete(index=name, ignore_unavailable=True))

    def count(self, name: str) -> int:
        """How many texts it holds, those just written among them."""
        self.engine.reach(lambda: self.indices.refresh(index=name))
        return int(self.engine.reach(lambda: self.engine.patient.count(index=name))["count"])

    def told_of(self, name: str, refs: Iterable[UUID]) -> dict[UUID, tuple[int | None, bool]]:
        """Room and whether it stands, of those of these texts that it holds."""
        ids = [str(ref) for ref in refs]
        if not ids:
            return {}
        kept = ["room_id", "stands"]
        found = self.engine.reach(
            lambda: self.engine.patient.mget(index=name, ids=ids, source_includes=kept)
        )["docs"]
        held = [one for one in found if one.get("found")]
        return {UUID(one["_id"]): (one["_source"]["room_id"], one["_source"]["stands"]) for one in held}

    def sweep(self) -> None:
        """Clear away what killed runs have left: our indices that the alias does not lead to."""
        ours = self.engine.reach(lambda: self.indices.get(index=f"{self.alias}-v*", features=["aliases"]))
        for name in sorted(set(ours.body) - set(self.held())):
            self.drop(name)
