"""Who is told of what happens to a dossier: one function an event, read from the log by the tick.

people    whom a message of the room goes to
moves     the moves of the process
events    what else the log holds
"""
