import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from weilu.jobs import queries, services
from weilu.jobs.models import Lease


class Command(BaseCommand):
    help = "Show how the work in the background stands, what failed and why; try again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--failed", action="store_true", help="list the jobs that were given up"
        )
        parser.add_argument("--retry", type=int, metavar="ID", help="try a failed job again")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"] is not None:
            services.retry(job=options["retry"], now=timezone.now())
            self.stdout.write(f"Job {options['retry']} will be tried again.")
            return
        failed = [_told(lease) for lease in queries.failed()[:200]]
        if options["json"]:
            self.stdout.write(json.dumps({"counts": queries.counts(), "failed": failed}))
            return
        if not options["failed"]:
            self.stdout.write("  ".join(f"{n} {state}" for state, n in queries.counts().items()))
        for job in failed:
            self.stdout.write(f"{job['id']}  {job['failed_at']}  {job['task']}  {job['error']}")


def _told(lease: Lease) -> dict[str, Any]:
    error = lease.error or {}
    return {
        "id": lease.pk,
        "task": lease.task,
        "attempts": lease.attempts,
        "failed_at": f"{lease.finished_at:%Y-%m-%dT%H:%M:%SZ}",
        "error": error.get("sentence") or error.get("kind", ""),
        "code": error.get("code", ""),
    }
