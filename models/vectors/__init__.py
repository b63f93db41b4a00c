"""Texts as rows of numbers, and which rows are near."""
