"""Administrative divisions."""

from peewee import CharField

from inventory.core.database import BaseModel


class Region(BaseModel):
    """A division: 6 digits down to counties (padded with zeros), 9 digits for townships."""

    code = CharField(12, primary_key=True)
    name = CharField(100)
    full_name = CharField(200)
    level = CharField(16)  # province, city, county, township
    parent = CharField(12, null=True, index=True)
