"""What the pages of communities show, each with a fixed number of queries."""
