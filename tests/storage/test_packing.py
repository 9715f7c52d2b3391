from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from storage.people import Operator

if TYPE_CHECKING:
    from tests.storage.conftest import Store


@pytest.mark.parametrize("name", [5, None, ["Olena"], {"first": "Olena"}])
async def test_what_could_not_be_read_again_is_not_kept(store: Store, name: Any) -> None:
    """Else one update with a name that is no text would shut its sender out for ever."""
    operator = Operator(id=b"o" * 16, user=7, name=name)
    with pytest.raises(ValidationError):
        await store(lambda tx: store.operators.save(tx, operator, chat=-1))
    assert await store(lambda tx: store.operators.find(tx, chat=-1, user=7)) is None
