"""Tools of the house; none of them is imported by the site."""
