"""What each command of ``postbag`` does; ``feedback/cli.py`` puts them together."""
