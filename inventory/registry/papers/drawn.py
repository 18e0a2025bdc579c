"""Lines drawn on a picture of a page: set straight, and the cells between them."""

from __future__ import annotations

from typing import Any

from inventory.registry.papers.pieces import Box

Grid = list[Box]
"""The cells of one table."""

# A line of a table is longer than this share of the page; nearer ones are one.
LONGEST_SHARE, SNAP, JOIN = 60, 6, 14
# The frame of a table fills more than this share of the picture.
FRAME = 0.06


def straightened(image: Any) -> Any:
    """The picture so that the frame of its largest table is upright, however it was held."""
    import cv2
    import numpy

    corners = _frame(image)
    if corners is None:
        return image
    top_left, top_right, bottom_right, bottom_left = corners
    width = (
        numpy.linalg.norm(top_right - top_left) + numpy.linalg.norm(bottom_right - bottom_left)
    ) / 2
    height = (
        numpy.linalg.norm(bottom_left - top_left) + numpy.linalg.norm(bottom_right - top_right)
    ) / 2
    left, top = float(corners[:, 0].min()), float(corners[:, 1].min())
    upright = numpy.array(
        [[left, top], [left + width, top], [left + width, top + height], [left, top + height]],
        dtype="float32",
    )
    matrix = cv2.getPerspectiveTransform(corners.astype("float32"), upright)
    size = (
        round(max(image.shape[1], left + width + 20)),
        round(max(image.shape[0], top + height + 20)),
    )
    return cv2.warpPerspective(
        image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def _dark(image: Any) -> Any:
    """What is darker than what is around it, in white; a red seal is not."""
    import cv2

    grey = cv2.GaussianBlur(image[:, :, 2], (3, 3), 0)
    return cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 9
    )


def _frame(image: Any) -> Any:
    """The four corners of the largest net of lines, from the upper left one clockwise; or None."""
    import cv2
    import numpy

    dark = cv2.dilate(_dark(image), numpy.ones((3, 3), numpy.uint8))
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    edge = image.shape[0] * image.shape[1]
    inside = [one for one in contours if _clear_of_the_edge(one, image)]
    largest = max(inside, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(cv2.convexHull(largest)) < FRAME * edge:
        return None
    hull = cv2.convexHull(largest)
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.04, 0.06):
        found = cv2.approxPolyDP(hull, share * length, True)
        if len(found) == 4:
            return _clockwise(found[:, 0, :].astype("float32"))
        if len(found) < 4:
            return None
    return None


def _clear_of_the_edge(contour: Any, image: Any) -> bool:
    """Not the edge of the paper or of the picture itself."""
    import cv2

    x, y, width, height = cv2.boundingRect(contour)
    return bool(
        x > 2 and y > 2 and x + width < image.shape[1] - 2 and y + height < image.shape[0] - 2
    )


def _clockwise(points: Any) -> Any:
    import numpy

    total, difference = points.sum(axis=1), numpy.diff(points, axis=1)[:, 0]
    order = [total.argmin(), difference.argmin(), total.argmax(), difference.argmax()]
    return points[order]


def drawn_cells(image: Any) -> list[Grid]:
    """The cells of each table whose lines are drawn."""
    import cv2
    import numpy
    from pdfplumber.table import (
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    dark = _dark(image)
    edges = []
    for upright in (False, True):
        reach = max(25, max(image.shape[:2]) // LONGEST_SHARE)
        kernel = numpy.ones((reach, 1) if upright else (1, reach), numpy.uint8)
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
        bridge = numpy.ones((reach, 3) if upright else (3, reach), numpy.uint8)
        lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, bridge)
        _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        edges += [_edge(box, upright) for box in stats[1:]]
    edges = merge_edges(
        edges,
        snap_x_tolerance=SNAP,
        snap_y_tolerance=SNAP,
        join_x_tolerance=JOIN,
        join_y_tolerance=JOIN,
    )
    crossings = edges_to_intersections(edges, JOIN, JOIN)
    tables = cells_to_tables(intersections_to_cells(crossings))
    return [[tuple(map(float, cell)) for cell in table] for table in tables if len(table) > 3]


def _edge(stats: Any, upright: bool) -> dict[str, Any]:
    """A drawn line as pdfplumber has its edges."""
    x, y, width, height = (float(value) for value in stats[:4])
    middle = x + width / 2 if upright else y + height / 2
    return {
        "x0": middle if upright else x,
        "x1": middle if upright else x + width,
        "top": y if upright else middle,
        "bottom": y + height if upright else middle,
        "width": 0.0 if upright else width,
        "height": height if upright else 0.0,
        "orientation": "v" if upright else "h",
        "object_type": "line",
    }
