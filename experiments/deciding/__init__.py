"""From comparing to deciding: what knowing more would be worth, and which policy of one's own making is best.

`smoothing` a policy's gain as a function of parameters · `information` what knowing them is worth · `groups` of parameters
· `voi` the question asked of runs · `picture` its figure.
"""
