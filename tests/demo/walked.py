# Runs inside the demo's installation (see test_tour_pages) and prints what the tour says there,
# and what stands in English on the pages of who switched the gloss on.
import json
import re
import sys

from django.test import Client
from django.utils import translation

from weilu.access.models import Operator
from weilu.community.models import Community
from weilu.demo import gloss, telling, tour
from weilu.site.settings import HOME
from weilu.site.static_files import gather

gather(HOME)

community = Community.objects.get(slug="manye")
hall = community.groups.get(ref="demo_hall").pk
asker = community.people.filter(name="南枝").values_list("pk", flat=True)[0]
GLOSSED = {
    "/c/manye/": "overview",
    f"/c/manye/groups/{hall}/": "group",
    f"/c/manye/people/{asker}/": "person",
    f"/c/manye/messages/?group={hall}": "messages",
    f"/c/manye/rows/waiting/?group={hall}": "rows",
    "/c/manye/report/": "report",
}
walked = {}
for language in ("en", "zh-hans", "zh-hant"):
    operator = Operator.objects.create_user(f"tour-{language}@weilu.example")
    Operator.objects.filter(pk=operator.pk).update(language=language)
    community.roles.create(operator=operator, kind="owner")
    client = Client(headers={"host": "localhost"})
    client.force_login(operator)
    pages, request = [], client.get("/c/manye/").wsgi_request
    for stop in tour.stops(request):
        with translation.override(language):
            told = telling.tell(request, stop)
        shown = client.get(stop.address).content.decode()
        elsewhere = client.get(f"/c/manye/report/?tour={stop.number}").content.decode()
        pages.append(
            {
                "key": stop.key,
                "heading": told.heading,
                "sentences": told.sentences,
                "has_card": "<weilu-tour" in shown,
                "has_part": f'id="{stop.anchor}"' in shown,
                "elsewhere": "<weilu-tour" in elsewhere,
            }
        )
    client.post("/c/manye/settings/demo/tour/end/")
    after = [client.get(stop.address).content.decode() for stop in tour.stops(request)]
    gloss.show(operator, is_on=True)
    glossed = {
        name: re.findall('<span class="gloss">(.*?)</span>', client.get(address).content.decode())
        for address, name in GLOSSED.items()
    }
    gloss.show(operator, is_on=False)
    plain = [address for address in GLOSSED if 'gloss"' in client.get(address).content.decode()]
    walked[language] = {
        "pages": pages,
        "after": ["<weilu-tour" in shown for shown in after],
        "glossed": glossed,
        "plain": plain,
    }
    operator.delete()
sys.stdout.write(json.dumps(walked))
