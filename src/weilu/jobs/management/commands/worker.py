import signal
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import autodiscover_modules

from weilu.jobs.leases import Lane
from weilu.jobs.worker import Worker
from weilu.kernel.processes import die_with_parent


class Command(BaseCommand):
    help = "Run jobs and recurring work until stopped (weilu serve starts one by itself)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", help="run what is due now, then end")
        parser.add_argument("--long", action="store_true", help="take only long work (imports)")
        parser.add_argument("--queue", default="default", help="take work of this queue only")

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("tasks")
        worker = Worker(
            lease=timedelta(seconds=settings.JOB_LEASE_SECONDS),
            queue=options["queue"],
            lane=Lane.LONG if options["long"] else Lane.BOTH,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if not options["drain"]:
            worker.run()
            return
        if options["long"]:
            die_with_parent()
        done = worker.drain()
        if not options["long"]:
            self.stdout.write(f"{done} done.")
