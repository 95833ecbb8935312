"""Scoring a decided dossier again, as an exercise: tables of its own, which no ranking, mean, count or load reads."""
