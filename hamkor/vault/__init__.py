"""Keys that belong to one complaint each, and columns that only those keys open.

The keys lie in a folder of their own, beside the database and never in it. Whoever has only the
database, the files or copies of them reads nothing; and a complaint whose key was destroyed stays
closed in every copy, old ones included.
"""
