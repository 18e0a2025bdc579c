"""What the domains below cannot say themselves of what happens in them."""

from __future__ import annotations

from inventory.core.messages import Sentence
from inventory.registry.jobs.models import Job
from inventory.registry.notifications.emitting import News, emit

# How the kinds of jobs are called in a message to whoever asked for one.
JOBS = {
    "import": Sentence("导入", "import"),
    "undo_import": Sentence("撤销导入", "taking an import back"),
    "rejudge": Sentence("重新判定", "re-judging"),
    "export": Sentence("导出", "export"),
    "potential": Sentence("节能潜力汇总", "sums of potential"),
    "whatif": Sentence("假设推演", "what-if"),
    "notices": Sentence("批量拟文", "drafting of notices"),
    "campaign": Sentence("专项行动立案", "opening a campaign's cases"),
}


def job_failed(job: Job) -> None:
    """Tell whoever asked for a job that it failed; those of the system are on the health page."""
    if job.actor is None:
        return
    name = JOBS.get(job.kind, Sentence("后台任务", "job"))
    failure = job.result["failure"]
    emit(
        [
            News(
                "job_failed",
                {
                    "job": Sentence(f"{name.zh} #{job.id}", f"{name.en} #{job.id}"),
                    "why": Sentence(failure["message"], failure["message_en"]),
                },
                users=[job.actor],
                subject="job",
                subject_id=job.id,
            )
        ]
    )
