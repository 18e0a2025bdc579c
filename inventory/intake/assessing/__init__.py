"""From a file straight to verdicts, without a database: the `assess FILE` command."""
