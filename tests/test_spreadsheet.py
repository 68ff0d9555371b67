"""Tables and numbers as spreadsheets save them: read as they are meant, asked where two readings are possible."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.spreadsheet import reading
from sim.spreadsheet.numerals import numeral, unmistakable
from sim.spreadsheet.reading import Sheet, SpreadsheetError, read_sheet, sheet_of, text_of

# Numbers


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1234", 1234), ("-72.5", -72.5), ("-72,5", -72.5), ("\u221272,5", -72.5), (".5", 0.5), ("1,5e3", 1500),
        ("1 234", 1234), ("1\u00a0234\u00a0567,5", 1234567.5), ("12\u202f345", 12345), ("12 345.25", 12345.25),
        ("1,234,567", 1234567), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1.234.567", 1234567), ("1234,567",
        1234.567),
        ("0,123", 0.123), ("12,5 %", 12.5), ("12.5%", 12.5), ("5\u00a0000,00\u00a0$", 5000), ("$5,000.00", 5000),
        ("-$5", -5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(written, value):
    """In English and in French, with the three blanks that set thousands apart, with its sign."""
    found = numeral(written)
    assert found is not None
    assert found.value == value
    assert found.grouped is None


@pytest.mark.parametrize("written", ["1,234", "-12,500", "1.234", "999,000"])
def test_a_number_of_two_readings_gives_both(written):
    """And how to write each, which has one."""
    found = numeral(written)
    assert found is not None
    assert found.grouped == found.value * 1000
    for text, value in zip(unmistakable(found), (found.grouped, found.value), strict=True):
        again = numeral(text)
        assert again is not None
        assert (again.value, again.grouped) == (value, None)


@pytest.mark.parametrize(
    "written",
    ["", "%", "$", "nan", "inf", "1_000", "٣", "½", "²", "12 34", "1 2345", "1,23,456", "1,2,3", "1.2.3", "--5",
    "5-", "0x10",
     "1/2", "=1+1", "#N/A", "72,5 O", "(5)", "1e", "1 000e3", "9" * 101, "1'234"],
)  # fmt: skip
def test_what_is_no_number_is_none(written):
    """Python would take some of these: digits of other alphabets, underscores, infinities."""
    assert numeral(written) is None


@given(
    value=st.floats(-1e12, 1e12), decimal=st.sampled_from(".,"), blank=st.sampled_from(["", " ", "\u00a0", "\u202f"])
)
def test_any_number_comes_back_bit_for_bit(value, decimal, blank):
    """Thousands set apart by any blank, either decimal mark: the same number, or the other reading beside it."""
    text = f"{value:,.25f}" if blank else repr(value)
    found = numeral(text.replace(",", blank).replace(".", decimal))
    assert found is not None
    assert found.value == (float(f"{value:.25f}") if blank else value)


@given(text=st.text(max_size=20))
def test_any_text_is_a_number_or_none(text):
    """Never an error."""
    found = numeral(text)
    assert found is None or isinstance(found.value, float)


# Tables


def sheet(text: str, most: int = 99) -> Sheet:
    """The table of a text whose columns are a and b."""
    return sheet_of(text, "f.csv", lambda heading: heading in ("a", "b"), most)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3,4\n", "a;b\r\n1;2\r\n3;4\r\n", "a\tb\r1\t2\r3\t4", "sep=;\na;b\n1;2\n3;4",
        '"sep=;"\r\na;b\n1;2\n3;4',
        "sep=\t\na\tb\n1\t2\n3\t4", "a;b;;\n1;2;;\n3;4\n;;;\n;;;\n", "\n\na,b\n\n1,2\n , \n3,4\n\n",
        'a,b\n"1",2\n3,"4"',
    ],
)  # fmt: skip
def test_a_table_is_the_same_however_it_was_saved(text):
    """Separators, ends of lines, a first line that names the separator, blank rows and columns anywhere at the end."""
    found = sheet(text)
    assert found.headings == ("a", "b")
    assert [cells for _, cells in found.rows] == [["1", "2"], ["3", "4"]]


def test_headings_that_are_known_tell_the_separator():
    """More commas than semicolons stand in the headings, and the separator is the semicolon."""
    assert sheet("a;b;x,y,z,t\n1;2;3\n").headings == ("a", "b", "x,y,z,t")


def test_a_row_is_named_by_its_line_in_the_file():
    """Where it begins, line breaks inside cells and the first line counted."""
    assert [line for line, _ in sheet('sep=,\na,b\n"x\ny\nz",1\n\n2,3\n').rows] == [3, 7]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2,3\n", "line 2: 2 cells are expected, 3 were found. Write decimals with a point"),
        ("a,b\n1,2,\n", "line 2: 2 cells are expected, 3 were found"),  # a decimal comma may have moved its cells
        ("a;b\n1\n", "line 2: 2 cells are expected, 1 were found"),
        ("a;b;\n1;2;\n3;4;lost\n", "line 3: 'lost' stands under no heading"),
        ("a;;b\n1;lost;2\n", "line 2: 'lost' stands under no heading"),
        ('a,b\n"1,2\n3,4\n', "line 3: not a valid CSV file"),
        ("a,b\nx\x1b[31m,2\n", r"line 2: a = 'x\x1b[31m': the character U+001B"),
        ("a\0,\0b\0\n", "U+0000 cannot be read. Is it UTF-16?"),
        (f"a,b\n{'x' * 32_768},1\n", "line 2: a: a cell of over 32,767 characters"),
        (f"a,b\n{'x' * 200_000},1\n", "line 2: a cell of over 32,767 characters"),
        (f"a,b\n{'x,' * 600_000}\n", "line 2: a row of over 1,000,000 characters"),
        (f"a,b{',c' * 1_000}\n", "1,002 columns"),
        ("a,b\n" + "1,2\n" * 100, "line 101: too many rows; allowed: up to 99"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_table_is_refused_with_its_line_and_its_cell(text, said):
    """What would move a cell, what nobody can read, what has no end."""
    with pytest.raises(SpreadsheetError) as error:
        sheet(text)
    assert said in str(error.value)
    assert len(str(error.value)) < 600


def test_lines_are_bounded(monkeypatch):
    """Blank ones too: they cost time and give nothing."""
    monkeypatch.setattr(reading, "MOST_LINES", 10)
    with pytest.raises(SpreadsheetError, match="too many lines"):
        sheet("a,b\n" + "\n" * 20)


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_the_file_tells_is_read(encoding):
    """By its first bytes."""
    assert text_of("é;’".encode(encoding), "f.csv") == "é;’"


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16"])
def test_an_encoding_that_is_said_is_read(encoding):
    """By the key that the question names."""
    content = "é".encode("utf-16-le" if encoding == "utf-16" else encoding)
    assert text_of(content, "f.csv", encoding) == "é"


def test_an_unknown_encoding_is_asked():
    """The cell as it would read in each, and the key; without a key, the remedy alone."""
    content = "a;b\r\n1;Région d’essai;2".encode("cp1252")
    with pytest.raises(SpreadsheetError) as error:
        text_of(content, "f.csv", option="territory.encoding")
    for words in ("f.csv line 2", "'Région d’essai' in cp1252", "in cp850", "territory.encoding=cp1252", "'CSV UTF-8'"):
        assert words in str(error.value)
    with pytest.raises(SpreadsheetError, match=r"\. Save it again as 'CSV UTF-8'"):
        text_of(content, "f.csv")


@pytest.mark.parametrize("content", [b"PK\x03\x04...", b"\xd0\xcf\x11\xe0..."])
def test_a_workbook_is_named(content):
    """It is not a CSV file, whatever its name."""
    with pytest.raises(SpreadsheetError, match="workbook"):
        text_of(content, "f.csv")


# Files


def test_files_are_read_whole_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Packed files too; what is cut, what is no file, what is too large once unpacked."""
    packed = gzip.compress(b"a,b\n1,2\n" + bytes(range(65, 91)) * 40 + b",1\n")
    (tmp_path / "f.csv.gz").write_bytes(packed)
    assert len(read_sheet(tmp_path / "f.csv.gz", str.islower, 9).rows) == 2
    (tmp_path / "cut.csv.gz").write_bytes(packed[:-12])
    (tmp_path / "bad.csv.gz").write_bytes(packed[:20] + b"xxxx" + packed[24:])
    for name in ("cut.csv.gz", "bad.csv.gz", "nowhere.csv", "", "a\0b"):
        with pytest.raises(SpreadsheetError, match="cannot be read"):
            read_sheet(tmp_path / name, str.islower, 9)
    monkeypatch.setattr(reading, "LARGEST", 1000)
    with pytest.raises(SpreadsheetError, match="too large"):
        read_sheet(tmp_path / "f.csv.gz", str.islower, 9)
