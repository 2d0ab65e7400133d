"""Runs of ``aiosmithy generate`` and the models that they are given."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from aiosmithy_codegen.cli import main
from c2j_weather import c2j, put_c2j
from click.testing import CliRunner, Result
from weather import NS, document

IDL = """$version: "2"
namespace example.small
use aws.protocols#restJson1
use example.common#Word
@restJson1
service Small { version: "1", operations: [Ping] }
@http(method: "POST", uri: "/")
operation Ping { input := { word: Word } }
"""


IDL_LIBRARY = '$version: "2"\nnamespace example.common\nstring Word\n'


def put(path: str, content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")
    return path


def weather(name: str = "Weather", **shapes: Any) -> dict[str, Any]:
    """The weather service under another name."""
    found = document(**shapes)
    found["shapes"][NS + "Weather"]["traits"]["aws.api#service"] = {"sdkId": name}
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def done(*arguments: str) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def errors(result: Result) -> list[str]:
    lines = result.stderr.splitlines()
    assert "Traceback" not in result.stderr and "mistake in" not in result.stderr
    return [line for line in lines if line.startswith("Error: ")]


def put_all() -> list[str]:
    """One model in each format, as MODEL arguments."""
    put_c2j(Path("c2j/tide/2026-01-01"), c2j("Tide"), zipped=True)
    put("idl/small.smithy", IDL)
    put("idl/common.smithy", IDL_LIBRARY)
    put("split/wind.json", weather("Wind", Sky=None))
    sky = {NS + "Sky": document()["shapes"][NS + "Sky"]}
    put("split/sky.json", {"smithy": "2.0", "shapes": sky})
    return [put("weather.json", weather()), "c2j", "idl", "split"]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "aiosmithy_codegen", *arguments]
