"""One chart and its table: the same numbers drawn, read and exported.

Pure. A number is None where it is unknown: its bar is missing and its cell is “-”, never 0.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

Cell = int | Decimal | str | None


@dataclass(frozen=True)
class Column:
    """One number of every row, in one unit; a text in its place says why there is none."""

    name: str
    unit: str
    cells: tuple[Cell, ...]

    @property
    def label(self) -> str:
        said = not self.unit or self.name.endswith(self.unit)
        return self.name if said else f"{self.name}（{self.unit}）"

    @property
    def drawn(self) -> list[float | None]:
        return [None if isinstance(one, str) or one is None else float(one) for one in self.cells]


@dataclass(frozen=True)
class Chart:
    """`measures` are what one can look at, each the columns that are drawn together, `begins` the
    one that is drawn first; rows after `drawn` stand in the table alone."""

    code: str
    title: str
    heading: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    measures: tuple[tuple[int, ...], ...]
    note: str = ""
    upright: bool = False
    begins: int = 0
    drawn: int | None = None
    left_out: int = 0

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        cells = [column.cells for column in self.columns]
        return [
            (name, [shown(one) for one in row])
            for name, *row in zip(self.names, *cells, strict=True)
        ]

    @property
    def data_id(self) -> str:
        return f"chart-data-{self.code}"

    @property
    def data(self) -> dict:
        """What the script draws."""
        return {
            "code": self.code,
            "title": self.title,
            "names": self.names[: self.drawn],
            "upright": self.upright,
            "begins": self.begins,
            "measures": [
                {
                    "name": self.columns[measure[0]].name if len(measure) == 1 else self.title,
                    "unit": self.columns[measure[0]].unit,
                    "series": [
                        {
                            "name": self.columns[place].name,
                            "values": self.columns[place].drawn[: self.drawn],
                        }
                        for place in measure
                    ],
                }
                for measure in self.measures
            ],
        }

    def first(self, most: int) -> "Chart":
        """For a page, where a thousand rows are no table any more."""
        columns = tuple(replace(one, cells=one.cells[:most]) for one in self.columns)
        left_out = max(len(self.names) - most, 0)
        return replace(self, names=self.names[:most], columns=columns, left_out=left_out)


def shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    return cell if isinstance(cell, str) else f"{cell:,}"
