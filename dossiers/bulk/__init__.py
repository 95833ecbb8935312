"""One gesture on many dossiers: chosen in the list, foreseen line by line, then carried out dossier by dossier.

Rooms above add their gestures in `AppConfig.ready()`.
"""
