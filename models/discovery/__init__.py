"""Finding topics: letters are read, weighed, grouped and described."""
