"""The demonstration: the texts of a small publisher of medicines information, and what loads them.

Every text was written for this purpose. People and credentials are fictional and say so; the sources are real.
"""
