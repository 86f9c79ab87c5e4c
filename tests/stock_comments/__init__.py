"""The package as it comes, in a process and a database of its own: what it does where the house does otherwise."""
