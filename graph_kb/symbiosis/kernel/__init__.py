"""The search itself, compiled by Cython where a C compiler is found; the same files run as plain Python without."""
