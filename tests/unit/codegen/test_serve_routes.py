"""Routing by the http trait alone, on raw paths."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.model import Shape
from aiosmithy_codegen.serve.routes import Router, split_query


def operation(name: str, uri: str, method: str = "GET") -> Shape:
    trait = {"smithy.api#http": {"method": method, "uri": uri}}
    return Shape(f"example#{name}", "operation", traits=trait)


def found(
    router: Router, target: str, method: str = "GET"
) -> tuple[str, dict[str, str]] | None:
    path, _, query = target.partition("?")
    match = router.match(method, path, split_query(query))
    return None if match is None else (match.operation.name, dict(match.labels))


@pytest.mark.parametrize(
    ("target", "name", "labels"),
    [
        ("/", "Root", {}),
        ("/things/all", "All", {}),
        ("/things/a%2Fb", "One", {"id": "a/b"}),
        ("/things/a+b", "One", {"id": "a+b"}),
        ("/things/%C3%A9", "One", {"id": "\u00e9"}),
        ("/things/..", "One", {"id": ".."}),
        ("/files/a/b//c", "Files", {"path": "a/b//c"}),
        ("/files/a/b/meta", "Meta", {"path": "a/b"}),
        ("/files/meta", "Files", {"path": "meta"}),
        ("/things?list&type=2", "Typed", {}),
        ("/things?type=3", "Things", {}),
    ],
)
def test_the_most_specific_route_wins(
    target: str, name: str, labels: dict[str, str]
) -> None:
    router = Router(
        [
            operation("Files", "/files/{path+}"),
            operation("One", "/things/{id}"),
            operation("Things", "/things"),
            operation("Root", "/"),
            operation("Meta", "/files/{path+}/meta"),
            operation("Typed", "/things?list&type=2"),
            operation("All", "/things/all"),
        ]
    )

    assert found(router, target) == (name, labels)


@pytest.mark.parametrize(
    "target", ["/things/", "/things/1/2", "/", "//things/1", "/Things/1"]
)
def test_what_no_pattern_has_is_no_route(target: str) -> None:
    router = Router([operation("One", "/things/{id}")])

    assert found(router, target) is None


def test_the_method_belongs_to_the_route() -> None:
    router = Router([operation("Put", "/a", "PUT"), operation("Get", "/a")])

    assert found(router, "/a", "PUT") == ("Put", {})
    assert found(router, "/a", "POST") is None


def test_a_label_that_is_not_utf_8_is_an_error_of_the_request() -> None:
    router = Router([operation("One", "/things/{id}")])

    with pytest.raises(UnicodeDecodeError):
        found(router, "/things/%FF")
