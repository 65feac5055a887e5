import json
import logging

import pytest

from weilu.site.logs import JsonLines, SharedFile, without_secrets


def record(message="said", *, error=None, **extra):
    made = logging.LogRecord(
        "weilu.test", logging.INFO, __file__, 1, message, (),
        (type(error), error, error.__traceback__) if error else None,
    )  # fmt: skip
    made.__dict__.update(extra)
    return json.loads(JsonLines().format(made))


@pytest.mark.parametrize(
    "text",
    [
        "GET /account/link/TOPSECRET/ 200",
        "connecting with token=TOPSECRET",
        "password: TOPSECRET",
        "https://api.telegram.org/bot123456:TOPSECRET/getMe",
        "postgresql://weilu:TOPSECRET@db/weilu",
        "Authorization: Bearer api_key=TOPSECRET",
    ],
)
def test_secrets_are_blotted_out(text):
    assert "TOPSECRET" not in without_secrets(text)


def test_of_a_foreign_error_the_kind_and_the_places_are_kept_and_not_its_words():
    with pytest.raises(ValueError, match="私密") as caught:
        int_of("私密的话")

    line = record("job failed", error=caught.value)

    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["places"][0]
    assert "私密" not in json.dumps(line, ensure_ascii=False)


def int_of(text):
    return int(text)


def test_only_plain_facts_are_written():
    line = record(job=7, text="私密的话")

    assert line["job"] == 7
    assert "text" not in line


def test_a_full_log_is_turned_over_and_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(SharedFile, "FULL", 100)
    handler = SharedFile(tmp_path / "weilu.jsonl", encoding="utf-8")
    for number in range(6):
        handler.emit(logging.makeLogRecord({"msg": f"{number} " + "x" * 60}))
    handler.close()

    written = [line for file in tmp_path.iterdir() for line in file.read_text("utf-8").splitlines()]
    assert sorted(line[0] for line in written) == list("012345")
    assert len(list(tmp_path.iterdir())) > 1
