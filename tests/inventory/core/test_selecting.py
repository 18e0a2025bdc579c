"""A select of ours writes what peewee's own would write, for every table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from peewee import ForeignKeyField, ModelSelect, fn

from inventory.app.factory import create_app
from inventory.core.database import BaseModel, Select
from inventory.core.settings import Settings
from inventory.registry.equipment.models import Equipment


def _models(model: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield from (one, *_models(one))


@pytest.fixture
def models(ledger: Settings) -> list[type[BaseModel]]:
    create_app(ledger)  # imports the models of every domain
    return list(_models())


def _joined(select: type[ModelSelect], model: type[BaseModel], key: ForeignKeyField) -> ModelSelect:
    own = model._meta.primary_key
    within = select(model, (own,), is_default=False).where(own > 1)
    rows = select(model, (*model._meta.sorted_fields, *key.rel_model._meta.sorted_fields))
    return rows.join(key.rel_model, on=key).where(own.in_(within)).order_by(own)


def test_every_table_is_read_by_the_same_text(models: list[type[BaseModel]]) -> None:
    assert len(models) > 50
    for model in models:
        fields = model._meta.sorted_fields
        assert isinstance(model.select(), Select)
        assert model.select().sql() == ModelSelect(model, fields, is_default=True).sql()
        for key in model._meta.refs:
            if key.rel_model is not model and not model._meta.composite_key:
                assert _joined(Select, model, key).sql() == _joined(ModelSelect, model, key).sql()


def test_what_is_no_column_is_written_as_before(ledger: Settings) -> None:
    asked = (Equipment.kind, fn.COUNT(Equipment.id).alias("count"))
    ours, theirs = (
        each(Equipment, asked).group_by(Equipment.kind) for each in (Select, ModelSelect)
    )
    assert ours.sql() == theirs.sql()
    inside = Equipment.select().where(Equipment.id.in_(Equipment.select()))
    fields = Equipment._meta.sorted_fields
    plain = ModelSelect(Equipment, fields, is_default=True)
    assert inside.sql() == plain.where(Equipment.id.in_(plain.clone())).sql()
