"""Say why an address is not answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class AddressError(ValueError):
    """Report that an address can't be answered: HTTP status, a sentence, more for a program."""

    def __init__(self, status: int, sentence: str, **details: Any) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.details: Mapping[str, Any] = details

    def document(self) -> dict[str, Any]:
        """Return the refusal as a JSON document: error, and what else is known."""
        return {"error": self.sentence, **self.details}
