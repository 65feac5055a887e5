"""What a person does in the browser, for tests of pages."""

import json


def send(browser, address, content, *, name="toy.jsonl", piece=100):
    """Send a file in pieces, as upload.js does; return the address of its page."""
    told = browser.post(
        address("upload_begin"),
        json.dumps({"name": name, "size": len(content)}),
        content_type="application/octet-stream",
    ).json()
    offset = told["received"]
    while offset < len(content):
        offset = browser.post(
            told["piece"],
            content[offset : offset + piece],
            content_type="application/octet-stream",
            headers={"X-Offset": str(offset)},
        ).json()["received"]
    return browser.post(told["done"]).json()


def choices(run, *, without=()):
    groups = [group for group in run.groups.all() if group.name not in without]
    return {"group": [group.pk for group in groups]}
