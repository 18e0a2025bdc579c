"""/metrics: what a monitoring system reads, in the text format of Prometheus.

Requests are counted by the process that answers; with several web processes, set
PROMETHEUS_MULTIPROC_DIR to a folder of theirs, as prometheus-client asks. What concerns the whole
service (queue, nights, backup, disk) is read from the database when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import REGISTRY, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from inventory.app.health import checks, details, levels
from inventory.app.health.results import HealthDetails
from inventory.core import environment
from inventory.core.settings import Settings
from inventory.core.web import security
from inventory.core.web.api import public

REQUESTS = Histogram(
    "huanxin_request_seconds",
    "Time to answer a request, by route and status",
    ("method", "route", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


class Health(Collector):
    """The health of the whole service as figures."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[Metric]:
        found = details.details(self._settings.data_dir)
        jobs = GaugeMetricFamily("huanxin_jobs", "Background jobs by state", labels=["state"])
        for state in ("queued", "running", "failed"):
            jobs.add_metric([state], getattr(found.queue, state))
        yield jobs
        check = GaugeMetricFamily(
            "huanxin_check", "Each check of the health page: 0 good, 1 look, 2 mend", labels=["id"]
        )
        for name in dict.fromkeys(item.id for item in found.checks):
            worst = checks.worst([item for item in found.checks if item.id == name])
            check.add_metric([name], levels.LEVELS.index(worst))
        yield check
        for name, text, value in (
            ("huanxin_job_wait_seconds", "Age of the oldest waiting job", _waits(found)),
            ("huanxin_disk_free_bytes", "Free on the disk of the data folder", found.disk.free),
            ("huanxin_database_bytes", "Size of the database", found.database.bytes),
            ("huanxin_backup_age_seconds", "Age of the last backup", _backup_age(found)),
        ):
            yield GaugeMetricFamily(name, text, value=value)


def _waits(found: HealthDetails) -> float:
    return found.queue.oldest_waits_seconds or 0


def _backup_age(found: HealthDetails) -> float:
    """NaN, as Prometheus writes what is not there, before the first backup."""
    return found.backup.age_seconds if found.backup else float("nan")


def register(app: Flask) -> None:
    """Count every request, and answer /metrics to the networks that the settings name."""

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "-"
        seconds = g.get("seconds", 0.0)
        REQUESTS.labels(request.method, route, str(response.status_code)).observe(seconds)
        return response

    @app.get("/metrics")
    @public
    def metrics() -> Response:
        settings: Settings = current_app.config["HUANXIN"]
        if not security.is_monitor():
            abort(404)
        registry: CollectorRegistry = REGISTRY
        if environment.several_processes():
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
        service = CollectorRegistry()
        service.register(Health(settings))
        text = generate_latest(registry) + generate_latest(service)
        return Response(text, content_type=CONTENT_TYPE_LATEST)
