"""Filing letters under the topics there are, with a confidence that can be trusted."""
