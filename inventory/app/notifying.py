"""News that the domains below cannot send themselves."""

from __future__ import annotations

from inventory.core.messages import Sentence
from inventory.registry.jobs.models import Job
from inventory.registry.notifications.emitting import News, emit

# Names of the kinds of jobs in a message to the person who asked for one.
JOBS = {
    "read_import": Sentence("读取台账文件", "reading a file"),
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
    """Tell the person who asked for a job that it failed; the health page shows system jobs."""
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
