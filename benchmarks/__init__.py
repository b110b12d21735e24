"""How fast the mock is: ``python -m benchmarks`` prints one table of ratios.

A measure, not a test: a time on its own says nothing on a machine that does other things too, so
everything here is measured in pairs that alternate within one run, and only ratios are printed.
"""
