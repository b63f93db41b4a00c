"""Every route of the application, with an address to try it at."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import Flask
from werkzeug.routing import Rule

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Route(NamedTuple):
    """A route with one of its methods; ``path`` has a value for each variable."""

    endpoint: str
    method: str
    path: str
    rule: Rule


def routes(app: Flask, number: int = 1, text: str = "x") -> Iterator[Route]:
    """Yield all routes but HEAD and OPTIONS, with the same value in each variable."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {
            name: number if type(rule._converters[name]).__name__ == "IntegerConverter"
            else text
            for name in rule.arguments
        }  # fmt: skip
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = adapter.build(rule.endpoint, values, method=method)
            yield Route(rule.endpoint, method, path, rule)


def unsafe_routes(app: Flask) -> Iterator[Route]:
    """Yield the routes that change something."""
    return (route for route in routes(app) if route.method in UNSAFE)
