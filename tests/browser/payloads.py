"""What somebody might call themselves who wants a page to run their words."""

from tests.browser.history import LINES, NAMES, Cast

#: Called by whatever gets to run; the browser's side counts the calls.
RUN = "weiluStolen()"
ELSEWHERE = "//elsewhere.example"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f'"><img src=x onerror={RUN}>',
    f"'><svg onload={RUN}>",
    f"</script><script>{RUN}</script>",
    f'<a href="javascript:{RUN}">围炉</a>',
    f"javascript:{RUN}",
    f'" autofocus onfocus={RUN} x="',
    f'</textarea></title></option><iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<style>@import "{ELSEWHERE}/x.css";</style>',
    f"<img src={ELSEWHERE}/a.png>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"<!-- --!><img src=x onerror={RUN}>",
    f"\u202e<b onmouseover={RUN}>翻转</b>",
    f"${{{RUN}}}`{RUN}`",
    f'<meta http-equiv=refresh content="0;url={ELSEWHERE}">',
    f"<form action={ELSEWHERE}><button>点我</button></form>",
    f"<base href={ELSEWHERE}/>",
    "{{ 7|add:7 }}{% now 'Y' %}{name}{0}%(name)s{b}{c}",
    'x" hx-get="/account/" hx-trigger="load" data-drawer="',
    f'<div hx-on:htmx:load="{RUN}" data-sse="/account/">',
    f"]]></title></svg><svg><animate onbegin={RUN}>",
    f"%3Cscript%3E{RUN}%3C/script%3E\u2028{RUN}",
    f"<details open ontoggle={RUN}><summary>更多",
    f'<weilu-chart kind="bars"></weilu-chart><math><mi xlink:href="data:x,{RUN}">',
)


def hostile_cast() -> Cast:
    """Return people, groups and lines of which each tries one way in."""
    whole = len(PAYLOADS)
    return Cast(
        names=[f"{PAYLOADS[at % whole]}{at or ''}" for at in range(len(NAMES))],
        groups={PAYLOADS[0]: 1.0, PAYLOADS[1]: 0.35, PAYLOADS[7]: 1.3, PAYLOADS[18]: 0.0},
        lines=[*PAYLOADS, *(f"{payload}？" for payload in PAYLOADS), LINES[1]],
    )


#: A file system takes no slash in a name.
FILE_NAME = f'"><img src=x onerror={RUN}>.json'
