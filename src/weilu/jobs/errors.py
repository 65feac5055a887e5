from weilu.kernel.errors import WeiluError, gettext_noop


class LeaseLost(WeiluError):
    """Another worker holds the lease by now: nothing that this one did may be kept."""

    code = "jobs.lease_lost"
    sentence = gettext_noop("Another worker has taken over job %(job)s.")
    remedy = gettext_noop("Nothing needs to be done: the other worker finishes it.")


class WorkerStopping(WeiluError):
    """The server is being stopped while a long job runs; the job is put back."""

    code = "jobs.worker_stopping"
    sentence = gettext_noop("The server is stopping; job %(job)s goes on after the next start.")
    remedy = gettext_noop("Start Weilu again: the job continues where it stopped.")


class NoSuchJob(WeiluError):
    code = "jobs.no_such_job"
    sentence = gettext_noop("There is no failed job %(job)s.")
    remedy = gettext_noop("List the failed jobs with: weilu jobs --failed")
