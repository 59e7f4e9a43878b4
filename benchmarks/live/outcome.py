"""What a trial came to: the judgement, the figures, the faults in words, and the table."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from benchmarks.live import oracle, truth
from benchmarks.live.control import Losses
from benchmarks.live.trial import Trial

ATTEMPTS = 8  # within which every client must be answered again, once everything listens


def outcome(trial: Trial, control: Losses | None) -> dict[str, Any]:
    """Judge the trial; give all figures, with `faults` in words."""
    notes = oracle.notes_of(trial.folder)
    verdict = oracle.judge(trial.records, truth.committed(trial.stage, notes))
    truth.check_posts(trial.stage, notes, verdict)
    for each in trial.listeners:
        for name, count in each.counts.items():
            verdict.trouble[name] = verdict.trouble.get(name, 0) + count
    attempts = max(each.most_attempts for each in trial.listeners)
    plan, kills = trial.plan, {name: charge.kills for name, charge in trial.site.charges.items()}
    faults = [f"{name}: {count}" for name, count in verdict.wrong().items()]
    faults += [f"{name} was killed only {n} times" for name, n in kills.items() if n < plan.kills]
    if verdict.deliveries < plan.deliveries:
        faults.append(f"only {verdict.deliveries} deliveries")
    if attempts > ATTEMPTS:
        faults.append(f"a client was not answered before its attempt {attempts}")
    if control and not control.by_key:
        faults.append("the primary key as cursor lost nothing: the trial proves nothing")
    if control and control.by_sequence:
        faults.append(f"the sequence as cursor lost {control.by_sequence} rows")
    tally = Counter(kind for note in notes for kind in ("mark", "gone", "trouble", "twice") if note.get(kind))
    return {
        **asdict(verdict),
        "killed": kills,
        "dropped": trial.dropped,
        "burners": len(trial.burners),
        "load": round(trial.load, 1),
        "seconds": round(trial.wrote_for, 1),
        "caught_up_after": round(trial.caught_up_after, 1),
        "attempts": attempts,
        "acknowledged": tally["mark"],
        "sent_twice": tally["twice"],
        "hidden_for_good": tally["gone"],
        "writers_trouble": tally["trouble"],
        "actions": sum(note.get("acts", 0) for note in notes),
        "control": asdict(control) | {"percent": round(control.percent, 2)} if control else None,
        "faults": faults,
    }


def as_table(figures: dict[str, Any]) -> str:
    """Return the figures as a table."""
    shown = [(f"{name} killed (SIGKILL)", count) for name, count in figures["killed"].items()]
    shown += [("connections torn off", figures["dropped"]), ("writers' actions", figures["actions"])]
    shown += [("posts acknowledged", figures["acknowledged"]), ("of these sent twice", figures["sent_twice"])]
    shown += [("posts hidden for good", figures["hidden_for_good"])]
    for name in ("deliveries", "lost", "duplicates", "disordered", "strangers", "misfits", "resets", "leaks",
                 "stale", "gaps", "posts_missing", "posts_twice", "jobs_undone", "not_caught_up",
                 "not_arrived"):  # fmt: skip
        shown.append((name.replace("_", " "), figures[name]))
    shown += [("hidden words that were on their way", figures["in_flight"])]
    shown += [("most attempts until answered, all listening", figures["attempts"])]
    rows = [f"| {name} | {count:,} |" for name, count in shown]
    if control := figures["control"]:
        rows.append(f"| control: rows by primary key lost | {control['by_key']:,} of {control['rows']:,} "
                    f"({control['percent']} %) |")  # fmt: skip
        rows.append(f"| control: rows by sequence lost | {control['by_sequence']:,} |")
    rows += [
        f"| seconds of writing and killing | {figures['seconds']} |",
        f"| seconds after it until all had caught up | {figures['caught_up_after']} |",
        f"| the latest of the words on their way, in seconds | {figures['latest_in_flight']:.1f} |",
        f"| processes beside it; highest load average | {figures['burners']}; {figures['load']} |",
    ]
    told = ", ".join(f"{name} {count}" for name, count in sorted(figures["trouble"].items()))
    return "\n".join(["| What | How often |", "|---|--:|", *rows, "", f"Clients: {told}."])
