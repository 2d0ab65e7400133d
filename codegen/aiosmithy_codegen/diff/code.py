"""Generated Python as data: parsed, never run, and spelled in one way whoever laid it out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .api import Endpoints


def respelled(text: str) -> str:
    """An expression as ``ast`` spells it."""
    return ast.unparse(ast.parse(text, mode="eval"))


def body_of(lambda_: ast.expr) -> str:
    """What a lambda gives, as text; of another expression, itself."""
    return ast.unparse(lambda_.body if isinstance(lambda_, ast.Lambda) else lambda_)


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    """The keyword arguments of a call."""
    return {item.arg: item.value for item in call.keywords if item.arg is not None}


def value_of(node: ast.expr | None) -> Any:
    """The value of a literal, of a ``Decimal`` its digits; None if it is none."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(
            op=ast.USub(), operand=ast.Constant(value=int() | float() as value)
        ):
            return -value
        case ast.Call(func=ast.Name(id="Decimal"), args=[ast.Constant(value=value)]):
            return value
        case _:
            return None


def text_of(node: ast.expr | None) -> str:
    """The value of a string literal; empty if it is none."""
    value = value_of(node)
    return value if isinstance(value, str) else ""


def flag(facts: Mapping[str, ast.expr], name: str) -> bool:
    """Whether a keyword is there and true."""
    return value_of(facts.get(name)) is True


def texts(node: ast.expr | None) -> Iterator[str]:
    """The strings of a tuple or set."""
    match node:
        case ast.Tuple(elts=items) | ast.Set(elts=items):
            yield from map(text_of, items)
        case _:
            pass


def function_named(call: ast.expr) -> str:
    """``f`` of ``f(…)``, ``x.f(…)`` and ``f[…](…)``; empty for what is no call."""
    match call:
        case ast.Call(func=ast.Subscript(value=function)) | ast.Call(func=function):
            return last_name(function)
        case _:
            return ""


def last_name(node: ast.expr) -> str:
    """``c`` of ``a.b.c``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call in it."""
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a function or class after its docstring."""
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
        case _:
            return body


def endpoints_of(functions: Iterable[ast.FunctionDef]) -> Endpoints | None:
    """The endpoint rules as they were compiled: ``resolve_endpoint`` and what it calls; None if that is not there."""
    found = {function.name: function for function in functions}
    if "resolve_endpoint" not in found:
        return None
    arguments = found["resolve_endpoint"].args
    defaults = [node and ast.unparse(node) for node in arguments.kw_defaults]
    parameters = zip(arguments.kwonlyargs, defaults, strict=True)
    return Endpoints(
        parameters=tuple(sorted(f"{arg.arg}={default}" for arg, default in parameters)),
        urls=tuple(sorted({*_urls(found.values())})),
        code="\n".join(map(_code, found.values())),
    )


def _urls(functions: Iterable[ast.FunctionDef]) -> Iterator[str]:
    for function in functions:
        for call in calls(function):
            if function_named(call) == "Endpoint" and call.args:
                yield ast.unparse(call.args[0])


def _code(function: ast.FunctionDef) -> str:
    """Its signature is told apart but for the names of what is handed on."""
    handed = ", ".join(arg.arg for arg in function.args.args)
    lines = map(ast.unparse, without_docstring(function.body))
    return "\n".join((f"{function.name}({handed})", *lines))
