"""How actions ended: data results, what they rest on, and what they teach together."""
