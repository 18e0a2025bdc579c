"""The whole API as its own document describes it, walked by schemathesis as each role.

No server error, and every answer, the errors too, has the documented shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import response_schema_conformance

from inventory.core.web.client import Client
from inventory.people.accounts import sessions
from inventory.people.accounts.models import User

CHECKS = [not_a_server_error, response_schema_conformance]
# What only reads is asked once, what writes twice: making the arguments takes longest.
EXAMPLES = {"get": 1, "delete": 1}
# The same examples in each run: a flaky test is a bug.
QUICK = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations(app: Flask) -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for result in schema.get_all_operations():
        yield result.ok()


def try_out(
    operation: Any, mode: GenerationMode, asked: list[tuple[dict[str, int], dict[str, str]]]
) -> None:
    """Make requests and send each as everybody, with what stands in the address and each `asked`:
    ids of one's own, and the sessions.
    """

    @settings(QUICK, max_examples=EXAMPLES.get(operation.method, 2))
    @given(case=operation.as_strategy(mode))
    def call(case: Any) -> None:
        for own, opened in asked:
            if own:
                case.path_parameters = {**case.path_parameters, **own}
            for role, secret in opened.items():
                # What is read here is not unpacked, as a browser would.
                headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
                try:
                    case.validate_response(case.call(headers=headers), checks=CHECKS)
                except (FailureGroup, Failure) as failure:
                    raise AssertionError(f"{operation.label} as {role}: {failure}") from failure

    call()


def walk(app: Flask, world: Any, roles: tuple[str, ...], mode: GenerationMode) -> list[str]:
    """Call every operation with generated arguments, as each role; returns what was not as
    documented. Ids that nobody has are asked for by the first role only: the others get the same.
    """
    # As in service: a crash is an answer with status 500.
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    users = {user.username: user for user in User.select().where(User.username.in_(roles))}

    def opened(names: tuple[str, ...]) -> dict[str, str]:
        """Sessions of their own: some operations end them."""
        client = Client(agent="schemathesis")
        return {name: sessions.open_session(users[name], client)[0] for name in names}

    failures = []
    for operation in operations(app):
        known = {
            item.name: world.own[item.name]
            for item in operation.path_parameters
            if item.name in world.own
        }
        asked = [(known, opened(roles)), *([({}, opened(roles[:1]))] if known else [])]
        try:
            try_out(operation, mode, asked)
        except AssertionError as failure:
            failures.append(str(failure))
    return failures


# What an answer looks like does not depend on the database. A wrong value that reaches it is
# refused by PostgreSQL, and often taken by SQLite.
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_valid_requests_are_answered_as_documented(app: Flask, world: Any) -> None:
    roles = ("admin", "inspector", "leader", "auditor", "clerk")
    assert walk(app, world, roles, GenerationMode.POSITIVE) == []


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_invalid_requests_are_refused_as_documented(app: Flask, world: Any) -> None:
    assert walk(app, world, ("admin", "clerk"), GenerationMode.NEGATIVE) == []
