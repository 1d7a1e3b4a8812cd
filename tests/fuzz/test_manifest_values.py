"""Whatever stands in a manifest, the answer is a bundle or an error of the user's."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.bundle import read_bundle
from emulator.bundle.manifest import AbilityEntry, App, ModuleEntry, RequestPermission
from emulator.diagnostics import UserError
from tests.bundle.apps import APP, MODULE, write_app

TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=12)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
KEYS = sorted(
    {
        field.alias or name
        for model in (App, ModuleEntry, AbilityEntry, RequestPermission)
        for name, field in model.model_fields.items()
    }
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(child, dict | list):
            yield from places(child)


@settings(max_examples=100, deadline=None)
@given(st.data())
@pytest.mark.threat("T3.2")
def test_any_value_anywhere_in_a_manifest_is_read_or_refused(data: st.DataObject) -> None:
    manifests = {"app": copy.deepcopy(APP), "module": copy.deepcopy(MODULE)}
    for _ in range(data.draw(st.integers(1, 3))):
        owner, key = data.draw(st.sampled_from(list(places(manifests["app"])) + list(places(manifests["module"]))))
        if isinstance(owner, dict) and data.draw(st.booleans()):
            key = data.draw(st.sampled_from(KEYS) | TEXT)
        owner[key] = data.draw(VALUE)
    with tempfile.TemporaryDirectory() as folder:
        path = write_app(Path(folder) / "app", app=json.dumps(manifests["app"]), module=json.dumps(manifests["module"]))
        try:
            bundle = read_bundle(path)
        except UserError as error:
            error.render().encode("utf-8")
            assert error.position is not None
        else:
            for warning in bundle.warnings:
                warning.render().encode("utf-8")
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]{6,127}", bundle.name)
            assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", module.name) for module in bundle.modules)
