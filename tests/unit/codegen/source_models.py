"""Files that models are found in, and what is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aiosmithy_codegen.errors import CodegenError
from aiosmithy_codegen.source import (
    find_each,
    find_models,
)

LIBRARY = {"smithy": "2.0", "shapes": {"example.common#Name": {"type": "string"}}}


IDL = """$version: "2"
namespace example.small
/// Not a service Comment {}
@documentation("service Text")
service Small { version: "1", operations: [Ping] }
@http(method: "GET", uri: "/")
operation Ping {}
"""


IDL_LIBRARY = """$version: "2"
namespace example.common
string Word
structure service { service: Word }
"""


def put(path: str, content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")
    return path


def locations(*arguments: str) -> list[str]:
    return [model.location for model in find_models(arguments)]


def problems(*arguments: str) -> list[str]:
    found = find_each(arguments)
    return [str(each) for each in found if isinstance(each, CodegenError)]
