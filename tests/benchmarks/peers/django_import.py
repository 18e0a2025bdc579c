"""The peer of the import: django-import-export, bulk mode, no checks at all.

Run by the bench environment's Python: ``django_import.py LEDGER.xlsx DATABASE.db HEADING [blind]``.
One table whose columns are the workbook's (text, number or date, by its cells); nothing is
validated, judged or kept as history.
Rows that exist already are recognised by HEADING, an indexed column; with ``blind`` not even that:
every row is taken for a new one.
"""

import sys
from datetime import date
from pathlib import Path

import django
import tablib
from django.conf import settings

LEDGER, DATABASE, HEADING = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
BLIND = "blind" in sys.argv[4:]

settings.configure(
    INSTALLED_APPS=["import_export"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATABASE)}},
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, models  # noqa: E402  (models need configured settings)
from import_export import resources  # noqa: E402


def read(path: Path) -> tablib.Dataset:
    with path.open("rb") as file:
        return tablib.Dataset().load(file, format="xlsx")


def field_of(cells: list[object], indexed: bool) -> models.Field:
    """The field that a developer would give a column with these cells."""
    given = [cell for cell in cells if cell is not None]
    if given and all(isinstance(cell, int | float) for cell in given):
        return models.FloatField(null=True)
    if given and all(isinstance(cell, date) for cell in given):
        return models.DateField(null=True)
    return models.TextField(null=True, db_index=indexed)


def table_of(dataset: tablib.Dataset, identity: int) -> type[models.Model]:
    """A model with the columns c0, c1 …, indexed at ``identity``."""
    fields = {f"c{n}": field_of(dataset.get_col(n), n == identity) for n in range(dataset.width)}
    meta = type("Meta", (), {"app_label": "import_export"})
    return type("Row", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


def resource_of(model: type[models.Model], identity: int) -> resources.ModelResource:
    """Bulk mode with everything turned off that costs time."""
    options = {
        "use_bulk": True,
        "batch_size": 1000,
        "force_init_instance": BLIND,
        "skip_diff": True,
        "skip_html_diff": True,
        "use_transactions": True,
        "import_id_fields": [f"c{identity}"],
        "exclude": ("id",),
    }
    return resources.modelresource_factory(model=model, meta_options=options)()


def main() -> None:
    dataset = read(LEDGER)
    identity = dataset.headers.index(HEADING)
    dataset.headers = [f"c{n}" for n in range(len(dataset.headers))]
    model = table_of(dataset, identity)
    with connection.schema_editor() as editor:
        editor.create_model(model)
    result = resource_of(model, identity).import_data(dataset, raise_errors=True)
    print(result.totals["new"])


if __name__ == "__main__":
    main()
