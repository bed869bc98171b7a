"""Generated documents equal fresh output."""

import pytest

from tools.write_docs import PAGES, ROOT


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_document_is_fresh(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name]()
