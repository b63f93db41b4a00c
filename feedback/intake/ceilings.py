"""A ceiling for what a process that reads strangers' files may take."""


def limit_memory(most_bytes: int) -> None:
    """Let this process have no more address space, where the platform can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
