"""Users and departments over HTTP, for administrators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inventory.core.access import OFFICIALS, Role
from inventory.core.web.api import Blueprint, actor, allow
from inventory.people.accounts import departments, passwords, schemas, service, users
from inventory.people.accounts.identifying import person, policy
from inventory.people.accounts.models import Department

blp = Blueprint("users", __name__, description="用户与科室 / Users and departments")
ADMIN = frozenset({Role.ADMIN})
READERS = frozenset({Role.ADMIN, Role.AUDITOR})


@blp.route("/accounts/users", methods=["GET"])
@blp.arguments(schemas.UserQuery, location="query")
@blp.response(200, schemas.UserResult(many=True))
@allow(READERS)
def list_users(args: dict[str, Any]) -> list[users.Account]:
    """All users."""
    return users.listing(args["role"], args["active"])


@blp.route("/accounts/users", methods=["POST"])
@blp.arguments(schemas.UserArgs)
@blp.response(201, schemas.UserMade)
@allow(ADMIN)
def create_user(args: dict[str, Any]) -> users.Account:
    """A new user with a one-time password."""
    own = person().actor
    given = args["password"]
    password = given or passwords.one_time()
    made = service.create_user(
        args["username"],
        args["display_name"],
        password,
        args["role"],
        args["regions"],
        args["enterprise_id"],
        department_ids=args["departments"],
        source=args["source"],
        one_time=True,
        policy=policy(),
        by=own,
        standing=_standing(args),
    )
    shown = None if given or made.source != "local" else password
    return replace(users.describe(made.id), password=shown)


def _standing(args: dict[str, Any]) -> service.Standing:
    usual = service.USUAL.get(args["role"], service.Standing())
    given = args["duties"]
    return service.Standing(
        usual.duties if given is None else tuple(given),
        args["certificate_no"].strip(),
        args["certificate_until"],
    )


@blp.route("/accounts/users/<int:user_id>", methods=["GET"])
@blp.response(200, schemas.UserResult)
@allow(READERS)
def show_user(user_id: int) -> users.Account:
    """One user."""
    return users.describe(user_id)


@blp.route("/accounts/users/<int:user_id>", methods=["PATCH"])
@blp.arguments(schemas.UserChange(partial=True))
@blp.response(200, schemas.UserResult)
@allow(ADMIN)
def change_user(args: dict[str, Any], user_id: int) -> users.Account:
    """Change a user; a new role or disabling ends the user's sessions and tokens at once."""
    return users.update(person().actor, user_id, args)


@blp.route("/accounts/users/<int:user_id>/password", methods=["POST"])
@blp.response(200, schemas.OneTimePassword)
@allow(ADMIN)
def reset_password(user_id: int) -> dict[str, str]:
    """A one-time password for somebody who has forgotten theirs; shown this once."""
    return {"password": users.reset_password(person().actor, user_id)}


@blp.route("/accounts/users/<int:user_id>/second-factor", methods=["DELETE"])
@blp.response(204)
@allow(ADMIN)
def remove_second_factor_of(user_id: int) -> None:
    """Take away the second factor of somebody who has lost phone and recovery codes."""
    users.remove_second_factor(person().actor, user_id)


@blp.route("/accounts/departments", methods=["GET"])
@blp.response(200, schemas.DepartmentResult(many=True))
@allow(OFFICIALS)
def list_departments() -> list[Department]:
    """Departments of the regions one sees, with the kinds that they lead."""
    return departments.visible(actor())


@blp.route("/accounts/departments", methods=["POST"])
@blp.arguments(schemas.DepartmentArgs)
@blp.response(201, schemas.DepartmentResult)
@allow(ADMIN)
def create_department(args: dict[str, Any]) -> Department:
    """A new department of a region."""
    return departments.create(person().actor, args["region"], args["name"], args["kinds"])


@blp.route("/accounts/departments/<int:department_id>", methods=["PATCH"])
@blp.arguments(schemas.DepartmentChange(partial=True))
@blp.response(200, schemas.DepartmentResult)
@allow(ADMIN)
def change_department(args: dict[str, Any], department_id: int) -> Department:
    """Change a department's name or kinds."""
    return departments.update(person().actor, department_id, args)


@blp.route("/accounts/departments/<int:department_id>", methods=["DELETE"])
@blp.response(204)
@allow(ADMIN)
def delete_department(department_id: int) -> None:
    """Delete a department that nobody belongs to."""
    departments.delete(person().actor, department_id)
