"""Postbag: the inbox of a team that keeps its users."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("postbag")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0+unknown"
