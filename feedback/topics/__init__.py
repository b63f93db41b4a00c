"""The life of topics: fits, corrections, trends, spikes."""
