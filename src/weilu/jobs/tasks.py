from django.utils import timezone

from weilu.jobs import services
from weilu.jobs.ticks import every


@every("jobs.tidy", minutes=60)
def tidy() -> int:
    return services.tidy(now=timezone.now())
