"""Every input that ever broke a target, and a bounded number of new ones, the same at each run."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.fuzz.corpus import FOLDER, inputs
from tests.fuzz.mutation import mutations
from tests.fuzz.targets import TARGETS

NEW_INPUTS = {"command-line": 50, "config": 60, "manifest": 50, "frames": 250}
MOST = 2000


@pytest.mark.parametrize(("target", "name"), [(target, name) for target in TARGETS for name in inputs(target)])
def test_input_of_the_corpus_is_taken(target: str, name: str) -> None:
    TARGETS[target].run(inputs(target)[name])


@pytest.mark.parametrize("name", TARGETS)
def test_mutation_of_the_corpus_is_taken(name: str) -> None:
    target = TARGETS[name]
    for data in islice(mutations(list(inputs(name).values()), target.tokens, 0), NEW_INPUTS.get(name, MOST)):
        target.run(data)


def test_every_folder_of_the_corpus_belongs_to_a_target() -> None:
    assert {folder.name for folder in FOLDER.iterdir()} == set(TARGETS)
