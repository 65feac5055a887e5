"""Feed one importer with ever new damage of its own fixtures, guided by what its code does.

    make fuzz [FORMAT=telegram] [RUNS=1000000]

Whatever an importer does with a file other than reading it or refusing it by a ``WeiluError``
is a finding: another error, more than two seconds, more than 400 MB. The input that caused it
is kept in ``.fuzz/<format>/findings``; made small, it becomes a fixture. What reached new code
is kept in ``.fuzz/<format>/corpus``, so that a later run goes on from there.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
SECONDS = 2  # for one input, which is far smaller than a megabyte
MEGABYTES = 400
LENGTH = 1 << 16

sys.path.insert(0, str(HERE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("format", nargs="?", help="default: all, one after the other")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _fuzz(options.format, options.runs)
        return
    slugs = [options.format] if options.format else sorted(_seeds())
    failed = [slug for slug in slugs if not _run(slug, options.runs)]
    for slug in slugs:
        print(f"{slug}: {'a finding, see .fuzz/' + slug if slug in failed else 'no finding'}")
    raise SystemExit(bool(failed))


def _run(slug: str, runs: int) -> bool:
    """Fuzz in a process of its own: a finding ends it."""
    command = [sys.executable, __file__, slug, "--runs", str(runs), "--child"]
    return subprocess.run(command, check=False, cwd=HERE).returncode == 0


def _seeds() -> dict[str, list[Path]]:
    from tests.connectors.contract import fixtures

    found: dict[str, list[Path]] = {}
    for fixture in fixtures():
        found.setdefault(fixture.slug, []).append(fixture.path)
    return found


def _fuzz(slug: str, runs: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["weilu.connect", "weilu.connectors"]):
        from tests.connectors.contract import batches, fixtures, in_memory

        from weilu.connect.importers import importers
        from weilu.kernel.errors import WeiluError

        importer = importers()[slug]
    place = HERE / ".fuzz" / slug
    corpus, findings = place / "corpus", place / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(parents=True, exist_ok=True)
    ours = [fixture for fixture in fixtures() if fixture.slug == slug]
    for number, fixture in enumerate(ours):
        data = fixture.files()[fixture.largest()]
        (corpus / f"fixture-{number}").write_bytes(data[:LENGTH])
    beside, damaged = ours[0].files(), ours[0].largest()

    def read(data: bytes) -> None:
        source = in_memory(ours[0].path.name, beside | {damaged: data})
        try:
            importer.recognise(source)
            for batch in batches(importer, source):
                batch.messages.validate(full=True)
        except WeiluError:
            return

    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-runs={runs}",
            f"-max_len={LENGTH}",
            f"-timeout={SECONDS}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-artifact_prefix={findings}{os.sep}",
            "-print_final_stats=1",
        ],
        read,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
