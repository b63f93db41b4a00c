"""The blind re-check: whether people would file letters as they are filed."""
