"""Rings of people who came for a prize and invited each other for it."""

from weilu.demo.simulator.life import Life
from weilu.demo.simulator.moments import MINUTE


def rings(life: Life) -> None:
    """Close each ring: who scanned the code first goes out and is invited by the last one."""
    if life.key != "H":
        return
    for number in sorted({p.ring for p in life.people if p.ring}):
        ring = [p for p in life.people if p.ring == number]
        ring.sort(key=lambda p: p.seats["H"].joined)
        first, last = ring[0], ring[-1]
        gone, back = first.seats["H"].away
        if life.tells(gone) and last.sits("H", back):
            life.sheet.notice(gone, f"“{first.name}”退出了群聊", "leave")
            text = f"“{last.name}”邀请“{first.name}”加入了群聊"
            life.sheet.notice(back + MINUTE // 2, text, "join")
