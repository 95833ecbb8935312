"""Signing many acts at once: those that were prepared and read one by one, each as it was read.

A run of one gesture on many dossiers (ADR 15): foreseen act by act, confirmed once, carried out one act a transaction.
"""
