"""What chaos.py and realtime.py share: processes, people, clients, writers, the oracle."""
