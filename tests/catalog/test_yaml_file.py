"""A YAML file becomes a value of the model, or an error that names file and key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog import yaml_file
from stocktake.errors import CatalogError

words = st.text("abcdefghij", min_size=1, max_size=5)


@dataclass(frozen=True)
class Wheel:
    size: int
    maker: str = ""


@dataclass(frozen=True)
class Cart:
    id: str
    wheels: tuple[Wheel, ...]
    load: float | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "cart.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_becomes_a_value_of_the_model(write):
    path = write("wheels:\n  - {size: 3, maker: Ada}\nload: 2\nmarks: {colour: red}\n")
    assert yaml_file.read(path, Cart, id="cart") == Cart("cart", (Wheel(3, "Ada"),), 2.0, {"colour": "red"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "wheels: []\ncolour: red\n", r'cart\.yml: unknown key "colour"; take it out or correct its spelling', id="unknown key"
        ),
        pytest.param(
            "wheels:\n  - {size: 3}\n  - {size: 4, hub: x}\n", r'unknown key "wheels\[1\]\.hub"', id="unknown key deep down"
        ),
        pytest.param("load: 1\n", r'the key "wheels" is missing', id="missing key"),
        pytest.param("wheels:\n  - {size: big}\n", r"cart\.yml: wheels\[0\]\.size: expected `int`, got `str`", id="wrong kind"),
        pytest.param(
            "wheels: []\nload: 1\nload: 2\n", r'cart\.yml: is not YAML: the key "load" stands twice .* line 1', id="key twice"
        ),
        pytest.param("wheels:\n  - {size: 1, size: 2}\n", r'the key "size" stands twice .* line 2', id="key twice deep down"),
        pytest.param("id: other\nwheels: []\n", r'cart\.yml: the key "id" is given from outside', id="key given from outside"),
        pytest.param("wheels: [\n", r"cart\.yml: is not YAML: .*line 2", id="no YAML"),
        pytest.param("- wheels\n", r"cart\.yml: holds no keys; expected `key: value` lines", id="a list"),
        pytest.param("", r"cart\.yml: holds no keys", id="empty"),
    ],
)
def test_a_broken_file_is_an_error_that_names_file_and_key(write, text, expected):
    with pytest.raises(CatalogError, match=expected) as caught:
        yaml_file.read(write(text), Cart, id="cart")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(CatalogError, match=r"cart\.yml: cannot be read \(No such file or directory\)"):
        yaml_file.read(tmp_path / "cart.yml", Cart)


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path):
    (tmp_path / "cart.yml").write_bytes(b"wheels: \xff")
    with pytest.raises(CatalogError, match=r"cart\.yml: is not YAML"):
        yaml_file.read(tmp_path / "cart.yml", Cart)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), words, st.data())
def test_a_key_too_many_is_found_wherever_it_stands(tmp_path_factory, sizes, key, data):
    wheels = [{"size": size} for size in sizes]
    place = data.draw(st.integers(0, len(wheels) - 1))
    wheels[place][f"x{key}"] = 1
    path = tmp_path_factory.mktemp("carts") / "cart.yml"
    path.write_text(yaml.safe_dump({"wheels": wheels}))
    with pytest.raises(CatalogError, match=rf'unknown key "wheels\[{place}\]\.x{key}"'):
        yaml_file.read(path, Cart, id="cart")
