"""The demo lab: invented people and real projects, walked by the engine's own verbs into every state.

Nothing here writes what a verb should have written: dossiers, opinions, scores, votes and acts all come from the same
functions as the pages', under a clock set to the past. Same seed, same lab.
"""
