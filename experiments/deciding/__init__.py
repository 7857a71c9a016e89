"""From comparing to deciding: what knowing more would be worth, and which policy of one's own making is best.

Worth of knowledge: `voi`, the question asked of runs · `information`, the estimate · `smoothing` of gains over parameters ·
`steps` in them · `groups` of parameters · `picture`. Search: `frontier`, the question · `levers` · `proposals` of candidates ·
`hunting`, generations and `racing` · `trials`, candidates in the model · `confirmation`, the figures · `robustness` over
worlds.
"""
