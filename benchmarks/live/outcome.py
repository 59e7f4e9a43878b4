"""What a trial came to: the judgement, the figures, the faults in words, and the table."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from benchmarks.live import oracle, truth
from benchmarks.live.control import Losses
from benchmarks.live.trial import Trial


def outcome(trial: Trial, control: Losses | None) -> dict[str, Any]:
    """Judge the trial; give all figures, with `faults` in words."""
    notes = oracle.notes_of(trial.folder)
    verdict = oracle.judge(trial.records, truth.committed(trial.stage, notes))
    truth.check_posts(trial.stage, notes, verdict)
    for each in trial.listeners:
        for name, count in each.counts.items():
            verdict.trouble[name] = verdict.trouble.get(name, 0) + count
    plan, kills = trial.plan, {name: charge.kills for name, charge in trial.site.charges.items()}
    faults = [f"{name}: {count}" for name, count in verdict.wrong().items()]
    faults += [f"{name} was killed only {n} times" for name, n in kills.items() if n < plan.kills]
    if verdict.deliveries < plan.deliveries:
        faults.append(f"only {verdict.deliveries} deliveries")
    if control and not control.by_key:
        faults.append("the primary key as cursor lost nothing: the trial proves nothing")
    if control and control.by_sequence:
        faults.append(f"the sequence as cursor lost {control.by_sequence} rows")
    tally = Counter(kind for note in notes for kind in ("mark", "gone", "trouble", "twice") if note.get(kind))
    return {
        **asdict(verdict),
        "killed": kills,
        "dropped": trial.dropped,
        "acknowledged": tally["mark"],
        "sent_twice": tally["twice"],
        "hidden_for_good": tally["gone"],
        "writers_trouble": tally["trouble"],
        "actions": sum(note.get("acts", 0) for note in notes),
        "control": asdict(control) | {"percent": round(control.percent, 2)} if control else None,
        "faults": faults,
    }


def report(figures: dict[str, Any]) -> str:
    """Give the figures as a table."""
    shown = [(f"{name} killed (SIGKILL)", count) for name, count in figures["killed"].items()]
    shown += [("connections torn off", figures["dropped"]), ("writers' actions", figures["actions"])]
    shown += [("posts acknowledged", figures["acknowledged"]), ("of these sent twice", figures["sent_twice"])]
    shown += [("posts hidden for good", figures["hidden_for_good"])]
    for name in ("deliveries", "lost", "duplicates", "disordered", "strangers", "misfits", "resets", "leaks"):
        shown.append((name, figures[name]))
    for name in ("stale", "gaps", "posts_missing", "posts_twice", "jobs_undone"):
        shown.append((name.replace("_", " "), figures[name]))
    rows = [f"| {name} | {count:,} |" for name, count in shown]
    if control := figures["control"]:
        rows.append(f"| control: rows by primary key lost | {control['by_key']:,} of {control['rows']:,} "
                    f"({control['percent']} %) |")  # fmt: skip
        rows.append(f"| control: rows by sequence lost | {control['by_sequence']:,} |")
    told = ", ".join(f"{name} {count}" for name, count in sorted(figures["trouble"].items()))
    return "\n".join(["| What | How often |", "|---|--:|", *rows, "", f"Clients: {told}."])
