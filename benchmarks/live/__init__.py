"""What chaos.py and realtime.py stand on: processes, people, clients, writers, the oracle."""
