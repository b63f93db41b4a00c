"""Masking and sealing what a source protects, before and after it is stored."""
