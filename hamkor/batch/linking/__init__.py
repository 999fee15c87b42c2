"""Two tables of millions, linked by Splink on one machine or on a cluster, scored as a page is.

Splink brings together the records that share our keys and gives each pair a first weight, from few
columns. What is above a low bound is scored by `hamkor.matching`, so that a table and a page say
the same of a pair. DuckDB and Spark differ in where this runs, in nothing else.
"""
