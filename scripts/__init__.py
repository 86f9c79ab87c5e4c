"""Tools of the house: nothing here is imported by the product itself."""
