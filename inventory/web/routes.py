"""All blueprints under one prefix, described by one OpenAPI document."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import Flask
from flask_smorest import Api
from werkzeug.routing import IntegerConverter, Map

from inventory import __version__
from inventory.accounts.views import blp as accounts
from inventory.alerts.views import blp as alerts
from inventory.assessments.views import blp as assessments
from inventory.attachments.views import blp as attachments
from inventory.audit.views import blp as audit
from inventory.configuration.views import blp as configuration
from inventory.dashboard.views import blp as dashboard
from inventory.declarations.views import blp as declarations
from inventory.enterprises.views import blp as enterprises
from inventory.equipment.views import blp as equipment
from inventory.exports.views import blp as exports
from inventory.imports.views import blp as imports
from inventory.jobs.views import blp as jobs
from inventory.library.views import blp as library
from inventory.notices.views import blp as notices
from inventory.plans.views import blp as plans
from inventory.potential.views import blp as potential
from inventory.reentry.views import blp as reentry
from inventory.regions.views import blp as regions
from inventory.registrations.views import blp as registrations
from inventory.saved_views.views import blp as saved_views
from inventory.visits.views import blp as visits
from inventory.web.api import PREFIX
from inventory.whatif.views import blp as whatif

BLUEPRINTS = (
    accounts, regions, enterprises, equipment, assessments, alerts, imports, notices, jobs,
    library, dashboard, saved_views, exports,
    audit,
    registrations, declarations, attachments,
    potential, whatif, plans,
    visits, configuration, reentry,
)  # fmt: skip


class IdConverter(IntegerConverter):
    """Ids in addresses: a number that no database could hold is simply not found."""

    def __init__(self, map: Map, *args: Any, max: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(map, *args, max=max, **kwargs)


class ErrorBody(ma.Schema):
    code = ma.fields.String(required=True)
    message = ma.fields.String(required=True)
    message_en = ma.fields.String(required=True)
    remedy = ma.fields.String(required=True)
    details = ma.fields.List(ma.fields.Dict(), required=True)


class ErrorResult(ma.Schema):
    """The one shape of every error."""

    error = ma.fields.Nested(ErrorBody, required=True)


class DocumentedApi(Api):
    """Documents the error shape as the default answer of every operation."""

    ERROR_SCHEMA = ErrorResult


def register(app: Flask) -> Api:
    """Mount every domain and publish /api/openapi.json."""
    app.config.update(
        API_TITLE="Huanxin 焕新台账",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    app.url_map.converters["int"] = IdConverter
    api = DocumentedApi(
        app,
        spec_kwargs={
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    )
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=PREFIX)
    return api
