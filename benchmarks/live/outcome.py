"""The result of a trial: the verdict, the figures, the faults as sentences, and the table."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from benchmarks.live import committed_rows, oracle
from benchmarks.live.control import Losses
from benchmarks.live.trial import Trial

ATTEMPTS = 8  # within which every client must get a response again, once all ports are open


def outcome(trial: Trial, control: Losses | None) -> dict[str, Any]:
    """Return all figures of the trial, with `faults` as sentences."""
    notes = oracle.notes_of(trial.folder)
    verdict = oracle.judge(trial.records, committed_rows.read(trial.data, notes))
    committed_rows.check_posts(trial.data, notes, verdict)
    for each in trial.readers:
        for name, count in each.counts.items():
            verdict.trouble[name] = verdict.trouble.get(name, 0) + count
    attempts = max(each.most_attempts for each in trial.readers)
    size, kills = trial.size, {name: process.kills for name, process in trial.site.processes.items()}
    faults = [f"{name}: {count}" for name, count in verdict.wrong().items()]
    faults += [f"{name} was killed only {n} times" for name, n in kills.items() if n < size.kills]
    if verdict.deliveries < size.deliveries:
        faults.append(f"only {verdict.deliveries} deliveries")
    if attempts > ATTEMPTS:
        faults.append(f"a client got no response before its attempt {attempts}")
    if control and not control.by_key:
        faults.append("the primary key as cursor lost nothing: the trial proves nothing")
    if control and control.by_sequence:
        faults.append(f"the sequence as cursor lost {control.by_sequence} rows")
    tally = Counter(kind for note in notes for kind in ("mark", "gone", "trouble", "twice") if note.get(kind))
    return {
        **asdict(verdict),
        "killed": kills,
        "dropped": trial.dropped,
        "cpu_load": len(trial.cpu_load),
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
    for name in ("deliveries", "lost", "duplicates", "disordered", "strangers", "wrong_starts", "resets",
                 "leaks", "stale", "gaps", "posts_missing", "posts_twice", "jobs_undone", "not_caught_up",
                 "not_arrived"):  # fmt: skip
        shown.append((name.replace("_", " "), figures[name]))
    shown += [("hidden words that were on their way", figures["in_flight"])]
    shown += [("most attempts until answered, all reading", figures["attempts"])]
    rows = [f"| {name} | {count:,} |" for name, count in shown]
    if control := figures["control"]:
        rows.append(f"| control: rows by primary key lost | {control['by_key']:,} of {control['rows']:,} "
                    f"({control['percent']} %) |")  # fmt: skip
        rows.append(f"| control: rows by sequence lost | {control['by_sequence']:,} |")
    rows += [
        f"| seconds of writing and killing | {figures['seconds']} |",
        f"| seconds after it until all had caught up | {figures['caught_up_after']} |",
        f"| the latest of the words on their way, in seconds | {figures['latest_in_flight']:.1f} |",
        f"| processes beside it; highest load average | {figures['cpu_load']}; {figures['load']} |",
    ]
    told = ", ".join(f"{name} {count}" for name, count in sorted(figures["trouble"].items()))
    return "\n".join(["| What | How often |", "|---|--:|", *rows, "", f"Clients: {told}."])
