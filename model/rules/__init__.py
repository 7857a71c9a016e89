"""What a state decides and what happens to it: one file a mechanism.

Each file begins with pure formulas over numbers, which anyone may call; procedures that apply them to one agent of a
`World` follow. Both the Mesa model and the compiled engine call the same functions. The dialect of a rule keeps plain
Python and compiled code bit-identical: x * x instead of a power, `math` instead of numpy functions, loops instead of
reductions, and a guard before every logarithm, root, exponential and division.
"""
