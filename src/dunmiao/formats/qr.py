"""QR codes as runs of dark cells, for whatever draws them."""

import segno

BORDER = 2  # cells of the quiet zone


def qr_runs(text: str) -> dict[str, object]:
    """`size` of the square with its quiet zone, and dark `runs` as [x, y, length]."""
    matrix = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x] & 1:
                x += 1
            if x > start:
                runs.append([start + BORDER, y + BORDER, x - start])
            x += 1
    return {"size": len(matrix) + 2 * BORDER, "runs": runs}
