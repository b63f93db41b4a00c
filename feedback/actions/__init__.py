"""Actions: plans, audiences, verdicts, evidence, coverage."""
