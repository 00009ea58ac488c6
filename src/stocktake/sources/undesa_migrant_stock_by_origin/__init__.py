"""UN DESA: migrants in each area by the area they come from."""
