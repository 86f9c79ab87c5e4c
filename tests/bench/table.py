"""Lines of a table that is printed as it comes."""


def head(title: str, *columns: str) -> str:
    return f"\n{title:<34}" + "".join(f"{column:>12}" for column in columns)


def row(name: str, *cells: str) -> str:
    return f"{name:<34}" + "".join(f"{cell:>12}" for cell in cells)
