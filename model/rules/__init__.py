"""What a state decides and what happens to it: one file a mechanism.

Each file begins with pure formulas over numbers, which anyone may call. Procedures that apply them to one agent of a
`World` follow. The Mesa model and the compiled engine call the same functions.

Some mechanisms need two files, a formula and its procedures:

    formula         procedures                   mechanism
    spending        budgets, bargain             core defence, pledges, the hegemon's commitment
    resilience      budgets, stocks              what resilience is worth, what is bought and kept
    operations      choice                       a noisy best choice, an adversary's opportunity
    attribution     evidence, naming             Bayes' rule, a case under investigation
    norms           perceptions, response        the norm and credence, what moves them

`record` keeps the books for all of them. `consultation` hands on names and holds no rule.

Letters, in code and in equations:

    i   a state: it spends, suffers, is sought as a target. In an equation of attribution, a suspect
    j   an adversary; k in `carry_out` and `choose_operation`: its k-th opportunity of the month
    k   a member or partner that votes; a tie of a state; the other one in a sum
    c   an open case, a row of `world.cases`; h a suspect in it, of whom the last is crime
    t   the tier of an operation (d_t, c_t); months are written out: `month`, `birth`. A prime (x') is a month later

The dialect of a rule keeps plain Python and compiled code bit-identical: x * x instead of a power, `math` instead of
numpy functions, loops instead of reductions, and a guard before every logarithm, root, exponential and division.
"""
