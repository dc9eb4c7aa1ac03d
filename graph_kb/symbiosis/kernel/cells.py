"""Sites in cells of a grid, and how far two cells are apart at least."""

from __future__ import annotations

import numpy as np

_SIDE_KM = 30.0
_MOST_CELLS = 40
_EARTH_KM = 6371.0088
# Coordinates of cells become one number: none is further from 0 than the first of these.
_SHIFT, _WIDE = 1 << 19, 1 << 20


def cells(x, y, z):
    """Cell of each site, and the least straight distance between two cells.

    Args:
        x: Sites on the unit sphere; NaN where the place is not known.
        y: The same.
        z: The same.

    Returns:
        (sites) cell; (cells, cells) km, 0 to and from sites whose place is not known.
    """
    points = np.stack([x, y, z], axis=1)
    known = ~np.isnan(points).any(axis=1)
    side = _SIDE_KM / _EARTH_KM
    while True:
        grid = np.floor(points[known] / side).astype(np.int64) + _SHIFT
        _, cell = np.unique((grid[:, 0] * _WIDE + grid[:, 1]) * _WIDE + grid[:, 2], return_inverse=True)
        count = int(cell.max()) + 1 if cell.size else 0
        if count <= _MOST_CELLS:
            break
        side *= 1.3
    found = np.full(len(points), count, dtype=np.int32)
    found[known] = cell.reshape(-1)
    return found, _apart(points[known], cell.reshape(-1), count)


def _apart(points, cell, count):
    far = np.zeros((count + 1, count + 1))
    if count == 0:
        return far
    sizes = np.bincount(cell, minlength=count)[:, None]
    centre = np.stack([np.bincount(cell, points[:, axis], count) for axis in range(3)], axis=1) / sizes
    radius = np.zeros(count)
    np.maximum.at(radius, cell, np.linalg.norm(points - centre[cell], axis=1))
    chord = np.linalg.norm(centre[:, None] - centre[None], axis=2) - radius[:, None] - radius[None]
    # A chord is never longer than the way over the sphere.
    far[:count, :count] = np.maximum(chord, 0.0) * _EARTH_KM
    np.fill_diagonal(far, 0.0)
    return far
