"""Three newcomers of the last day whose questions nobody has answered yet."""

from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import END, HOUR, MINUTE


def waiting(life: Life) -> None:
    newcomers = sorted((p for p in life.people if p.waits), key=lambda p: -p.waits)
    for place, person in enumerate(newcomers):
        if life.key == "H":
            text = load("people")["waiting"]["questions"][place]
            at = END - person.waits * HOUR
            if life.tells(at):
                _talk(life, at - 2 * MINUTE, person.number)
                life.sheet.add(at, person.number, text, label="waiting")


def _talk(life: Life, at: float, newcomer: int) -> None:
    """Let others be talking: whoever speaks next goes on with that, and answers nobody new."""
    other = life.speaker(at, but=newcomer)
    if other:
        life.sheet.add(at, other.number, life.phrases.draw("filler", other))
