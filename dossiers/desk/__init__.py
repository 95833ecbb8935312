"""The team's desk: the list of dossiers, its filters, orders and pages, and who has the ball on each line.

Rooms above add their filters and their holders of the ball in `AppConfig.ready()`.
"""
