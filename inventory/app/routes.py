"""All blueprints under one prefix, described by one OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock
from typing import Any

import marshmallow as ma
from apispec import APISpec
from flask import Flask
from flask_smorest import Api, Blueprint
from werkzeug.routing import IntegerConverter, Map

from inventory import __version__
from inventory.app import examples, patterns
from inventory.app.configuration.views import blp as configuration
from inventory.app.first_steps.views import blp as first_steps
from inventory.app.health.views import blp as health
from inventory.app.schedules.views import blp as schedules
from inventory.core.audit.views import blp as audit
from inventory.core.regions.views import blp as regions
from inventory.core.web.addresses import PREFIX
from inventory.desk.dashboard.views import blp as dashboard
from inventory.desk.dossier.views import blp as dossier
from inventory.desk.exports.views import blp as exports
from inventory.desk.reports.views import blp as reports
from inventory.desk.saved_views.views import blp as saved_views
from inventory.desk.search.views import blp as search
from inventory.desk.story.views import blp as story
from inventory.desk.workbench.views import blp as workbench
from inventory.enforcement.answering.views import blp as answering
from inventory.enforcement.archive.views import blp as archive
from inventory.enforcement.campaigns.views import blp as campaigns
from inventory.enforcement.cases.views import blp as cases
from inventory.enforcement.inspecting.views import blp as inspecting
from inventory.enforcement.notices.views import blp as notices
from inventory.enforcement.papers.views import blp as papers
from inventory.enforcement.publicity.views import blp as publicity
from inventory.enforcement.rechecking.views import blp as rechecking
from inventory.enforcement.serving.views import blp as serving
from inventory.intake.confirmations.views import blp as confirmations
from inventory.intake.declarations.views import blp as declarations
from inventory.intake.diagnoses.views import blp as diagnoses
from inventory.intake.imports.views import blp as imports
from inventory.intake.photos.views import blp as photos
from inventory.intake.registrations.views import blp as registrations
from inventory.intake.surveys.views import blp as surveys
from inventory.intake.visits.views import blp as visits
from inventory.judgement.alerts.views import blp as alerts
from inventory.judgement.assessments.views import blp as assessments
from inventory.judgement.duties.views import blp as duties
from inventory.judgement.ledger.views import blp as equipment
from inventory.judgement.library.views import blp as library
from inventory.judgement.plans.views import blp as plans
from inventory.judgement.potential.views import blp as potential
from inventory.judgement.projects.views import blp as projects
from inventory.judgement.reentry.views import blp as reentry
from inventory.judgement.whatif.views import blp as whatif
from inventory.people.accounts.oidc_views import blp as oidc
from inventory.people.accounts.user_views import blp as users
from inventory.people.accounts.views import blp as accounts
from inventory.people.enterprises.views import blp as enterprises
from inventory.people.responsibilities.views import blp as responsibilities
from inventory.registry.attachments.views import blp as attachments
from inventory.registry.disposals.views import blp as disposals
from inventory.registry.jobs.views import blp as jobs
from inventory.registry.notifications.views import blp as notifications

BLUEPRINTS = (
    accounts,
    oidc,
    users,
    regions,
    enterprises,
    equipment,
    assessments,
    alerts,
    imports,
    notices,
    cases,
    papers,
    archive,
    publicity,
    serving,
    answering,
    inspecting,
    rechecking,
    campaigns,
    jobs,
    health,
    schedules,
    library,
    dashboard,
    workbench,
    story,
    search,
    dossier,
    saved_views,
    reports,
    exports,
    audit,
    registrations,
    declarations,
    confirmations,
    surveys,
    diagnoses,
    attachments,
    potential,
    whatif,
    plans,
    projects,
    duties,
    disposals,
    visits,
    photos,
    configuration,
    first_steps,
    reentry,
    responsibilities,
    notifications,
)


class IdConverter(IntegerConverter):
    """Ids in addresses: a number that no database could hold is simply not found."""

    def __init__(self, map: Map, *args: Any, max: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(map, *args, max=max, **kwargs)


class ErrorBody(ma.Schema):
    code = ma.fields.String(required=True)
    message = ma.fields.String(required=True)
    message_en = ma.fields.String(required=True)
    remedy = ma.fields.String(required=True)
    remedy_en = ma.fields.String(required=True)
    details = ma.fields.List(ma.fields.Dict(), required=True)


class ErrorResult(ma.Schema):
    """The one shape of every error."""

    error = ma.fields.Nested(ErrorBody, required=True)


class DocumentedApi(Api):
    """Documents the error shape as the default answer of every operation.

    The document takes longer to write than all the rest of `create_app`, and few processes are
    ever asked for it: each blueprint is described when somebody first reads `spec`.
    """

    ERROR_SCHEMA = ErrorResult

    def __init__(self, app: Flask, spec_kwargs: dict[str, Any]) -> None:
        self._undescribed: list[Blueprint] = []
        self._describing = RLock()  # two requests may be the first; describing reads `spec` itself
        super().__init__(app, spec_kwargs=spec_kwargs)

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Mount a blueprint; as flask-smorest does it, without its description."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    @property
    def spec(self) -> APISpec:
        with self._describing:
            while self._undescribed:
                blp = self._undescribed.pop(0)
                blp.register_views_in_doc(
                    self, self._app, self._spec, name=blp.name, parameters=None
                )
                self._spec.tag({"name": blp.name, "description": blp.description})
        return self._spec

    @spec.setter
    def spec(self, made: APISpec) -> None:
        if made:  # the extension begins with None
            described = made.to_dict

            def told() -> Mapping[str, Any]:
                return examples.with_examples(patterns.portable(described()))

            made.to_dict = told  # type: ignore[method-assign, assignment]
        self._spec = made


def register(app: Flask) -> Api:
    """Mount every domain and publish /api/v1/openapi.json."""
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
