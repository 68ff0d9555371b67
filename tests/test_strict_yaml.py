"""YAML from anybody is read in bounded time and memory, or refused on one line that says where."""

import hypothesis.strategies as st
import pytest
import yaml
from hypothesis import given, settings

from sim.strict_yaml import DEEPEST, LARGEST, Strict, Unreadable, text_of, tree_in, tree_of

LAUGHS = "a0: &a0 [lol]\n" + "".join(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 30))
LADDER = "a0: &a0 [lol]\n" + "".join(f"a{k}: &a{k} [*a{k - 1}]\n" for k in range(1, 1_000))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: " + "[" * 3_000 + "]" * 3_000, f"line 1: lists or keys inside of one another: at most {DEEPEST} levels"),
        ("\n".join(" " * k + "a:" for k in range(200)), f"line {DEEPEST}: lists or keys inside of one another"),
        (LAUGHS, "line 7: more than 1,000,000 keys and values, counting what aliases repeat"),
        (LADDER, "lists or keys inside of one another"),
        ("a: &a [*a]", r"line 1: \*a is inside of what it repeats"),
        ("a: 1\nb: 2\na: 3", r"a is written twice \(line 1 and after\)"),
        ("? [1, 2]\n: 3", "line 1: a key is a word or a number, not a list"),
        ("a: [1", "not valid YAML: line 1: "),
        ("a: !!python/object/apply:os.system ['true']", "not valid YAML: line 1: could not determine a constructor"),
        ("a: " + "9" * 5_000, "a value that cannot be read"),
        ("a: 0x" + "f" * 5_000, "line 1: .a whole number of some 6,020 digits.: too large"),
        ("a: 2020-13-45", "a value that cannot be read"),
        ("a: \0", "not valid YAML"),
        ("#" * (LARGEST + 1), "characters: at most 20,000,000 are allowed"),
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_on_one_line(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as refusal:
        tree_in(text)
    assert len(str(refusal.value)) < 400
    assert "\n" not in str(refusal.value)


@given(PLAIN)
@settings(deadline=None)
def test_plain_values_are_read_as_any_reader_of_yaml_reads_them(tree: object) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)
    assert tree_in(text) == yaml.safe_load(text) == yaml.load(text, Strict)


def test_an_alias_that_repeats_little_is_read() -> None:
    assert tree_in("a: &a {b: [1, 2]}\nc: *a\nd: [*a, *a]")["d"] == [{"b": [1, 2]}] * 2


def test_many_keys_are_read_in_a_time_that_grows_as_they_do() -> None:
    """Each key was compared with all before it: 40,000 keys would be 50 million comparisons."""
    assert len(tree_in("".join(f"k{k}: 1\n" for k in range(10_000)))) == 10_000


def test_a_file_is_told_by_what_it_is(tmp_path) -> None:  # type: ignore[no-untyped-def]
    page = tmp_path / "été.yaml"
    page.write_bytes("\ufefftitre: Québec".encode())
    assert tree_of(page) == {"titre": "Québec"}
    page.write_bytes("titre: Québec".encode("latin-1"))
    for path, said in ((page, "not a text in UTF-8"), (tmp_path, "cannot be read"), (tmp_path / "no", "No such file")):
        with pytest.raises(Unreadable, match=said):
            text_of(path)
