"""Fill HTML and XML templates; every value is escaped and holds no control characters."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from geo.paper.lists import shortened
from geo.wording import count_noun, format_day, format_number, upper_first

# What HTML and XML can't hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _finalize(value: Any) -> Any:
    return value if isinstance(value, Markup) else _CONTROLS.sub("", str(value))


@lru_cache(maxsize=8)
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": format_number, "noun": count_noun}
    environment.filters |= {"day": format_day, "upper_first": upper_first, "shortened": shortened}
    return environment


def load_template(path: Path) -> Template:
    """Return a template that escapes what it is given; a name that it lacks is an error.

    Raises jinja2.TemplateNotFound where there is no such file.
    """
    return _environment(path.parent).get_template(path.name)
