"""The archive that a control takes away: what it holds, how it is written, and the program that checks it."""
