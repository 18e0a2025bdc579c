"""What the worker can do: one function per kind of job.

What a function returns is kept as JSON in the job's row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from inventory.app.schedules import service as schedules
from inventory.core import clock, environment, troubles
from inventory.core.files import FileStore
from inventory.desk.exports import service as exports
from inventory.enforcement.campaigns import service as campaigns
from inventory.enforcement.notices import bulk as notices
from inventory.intake.imports import background, committing, reporting, undoing
from inventory.intake.photos import reading as photos
from inventory.judgement.alerts import escalating
from inventory.judgement.ledger import rejudging
from inventory.judgement.potential import runs as potential
from inventory.judgement.whatif import judging as what_if
from inventory.registry.jobs.service import Progress, kind
from inventory.registry.notifications import digests, waking


@kind("import")
def commit_import(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Commit a staged import; params: import, suggested, horizon."""
    troubles.refuse_full()
    committing.commit(
        params["import"],
        suggested=params["suggested"],
        progress=progress,
        horizon=params["horizon"],
    )
    return asdict(reporting.report(params["import"]).totals)


@kind(background.KIND)
def read_import(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Read the file of an import; params: import, version, files, scope, request_id, address."""
    troubles.refuse_full()
    return background.carry_out(params, progress)


@kind("undo_import")
def undo_import(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Take a committed import back; params: import, reason, horizon, scope, origin."""
    return undoing.carry_out(params, progress)


@kind("photos")
def read_photos(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Read the photographs of a person that wait; params: user, data_dir."""
    return photos.read_waiting(
        params["user"], FileStore(Path(params["data_dir"]) / "files"), progress
    )


@kind("rejudge")
def rejudge(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Judge the whole ledger again; params: horizon, and as_of (ISO) or today."""
    as_of = date.fromisoformat(params["as_of"]) if params.get("as_of") else clock.today()
    done = rejudging.rejudge_all(as_of, params["horizon"], lambda count: progress(count, 0))
    return asdict(done)


@kind(rejudging.JUDGING)
def rejudge_part(params: dict[str, Any], _progress: Progress) -> Mapping[str, int] | None:
    """Judge a part of the ledger again; params: windows, as_of, day, horizon, new_law."""
    return rejudging.part(rejudging.JUDGING, params)


@kind(rejudging.ALERTING)
def alert_part(params: dict[str, Any], _progress: Progress) -> Mapping[str, int] | None:
    """Bring the alerts of a range of devices up to the day; params: first, last, as_of, day."""
    return rejudging.part(rejudging.ALERTING, params)


@kind("export")
def export(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Make the file of an export; params: export, data_dir."""
    return exports.produce(params["export"], Path(params["data_dir"]), progress)


@kind("potential")
def sum_potential(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Sum savings and subsidies; params: scope, kind, region, enterprise, as_of."""
    return potential.run(params, progress)


@kind("whatif")
def ask_what_if(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Judge the ledger twice and keep who changes; params: what_if."""
    return what_if.run(params["what_if"], progress)


@kind(what_if.PART)
def what_if_part(params: dict[str, Any], _progress: Progress) -> Mapping[str, Any] | None:
    """Judge a part of the ledger twice; params: what_if, begun, windows."""
    return what_if.part(params)


@kind("notices")
def draft_notices(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """One draft for each owner of the chosen devices; params: user, filters, kind, terms."""
    return notices.run(params, progress)


@kind("campaign")
def open_campaign(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """A case for each enterprise of a campaign; params: campaign, user."""
    return campaigns.run(params, progress)


@kind("schedule")
def run_schedule(params: dict[str, Any], _progress: Progress) -> Mapping[str, Any]:
    """Run a schedule because somebody asked for it; params: schedule, slot, user."""
    return schedules.run_asked(environment.read_settings(), params)


@kind("notify")
def notify(params: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Tell people what happened and send what is due; params: public_url, private_targets."""
    return waking.run(params, progress)


@kind("digests")
def write_digests(_params: dict[str, Any], _progress: Progress) -> Mapping[str, Any]:
    """Write the summaries that are due."""
    return asdict(digests.run())


@kind("escalation")
def escalate(_params: dict[str, Any], _progress: Progress) -> Mapping[str, Any]:
    """Let alerts on which nobody acts move on."""
    return asdict(escalating.run())
