"""Which network is asked for: a place as we print it, a list that is bounded, a made-up network within its bounds."""

from pathlib import Path

import pytest

from experiments import run
from sim.command.line import LONGEST_CHOICE, Refused, check_lengths, own_folders, place_of
from sim.parameter import ParameterError
from sim.territory import MOST_REGIONS, Encoding, Source, Territory, open_network
from sim.world.quebec import real, table
from sim.world.synthetic import MOST_MUNICIPALITIES, MOST_PEOPLE, Synthetic, synthetic

CONFIGS = Path(__file__).parent.parent / "configs"

# A place by its name


@pytest.mark.parametrize("name", [row["name"] for row in table("regions")])
def test_a_region_is_chosen_by_the_name_that_we_print(name):
    """Accents, capitals, dashes: each of the 17 has its file."""
    chosen = place_of(f"territory={name}", [CONFIGS]).partition("=")[2]
    assert (CONFIGS / "territory" / f"{chosen}.yaml").is_file()
    assert real(chosen).region_name == (name,)


@pytest.mark.parametrize(
    ("word", "understood"),
    [
        ("territory=Six régions", "territory=six_regions"),
        ("territory='Côte-Nord'", "territory=cote_nord"),
        ("territory=cote_nord", "territory=cote_nord"),
        ("territory=Ontario", "territory=Ontario"),
        ("territory=", "territory="),
        ("territory.regions=[Côte-Nord]", "territory.regions=[Côte-Nord]"),
        ("award=Côte-Nord", "award=Côte-Nord"),
        ("territory=../Côte-Nord", "territory=../Côte-Nord"),
        ("territory", "territory"),
    ],
)
def test_only_a_place_that_we_know_is_understood(word, understood):
    """The rest goes to Hydra as it was typed, which refuses it in its words."""
    assert place_of(word, [CONFIGS]) == understood


def test_an_own_choice_of_this_name_comes_first(tmp_path):
    """A person's file is not taken for ours."""
    (tmp_path / "territory").mkdir()
    (tmp_path / "territory/côte-nord.yaml").touch()
    for typed in (["--config-dir", str(tmp_path)], [f"--config-dir={tmp_path}"], ["-cd", str(tmp_path)]):
        assert place_of("territory=côte-nord", own_folders(typed)) == "territory=côte-nord"
    assert place_of("territory=côte-nord", own_folders([])) == "territory=cote_nord"


def test_a_run_takes_the_name_that_we_print(tmp_path, monkeypatch, capsys):
    """From the command line to the configuration; what Hydra prints is what would run."""
    monkeypatch.chdir(tmp_path)
    assert run.main(["territory=Côte-Nord", "--cfg", "job"]) == 0
    assert "- cote_nord" in capsys.readouterr().out


# Lists


def test_a_list_that_nobody_means_is_refused():
    """By its length, and by a name that stands in it twice, however it is written."""
    with pytest.raises(ParameterError, match=f"5,000 names; allowed: up to {MOST_REGIONS}") as error:
        Territory(regions=["mauricie"] * 5_000)
    assert len(str(error.value)) < 400
    with pytest.raises(ParameterError, match="'MAURICIE' is given twice"):
        Territory(regions=["mauricie", "MAURICIE"])
    assert len(Territory(regions=[row["name"] for row in table("regions")]).regions) == 17


def test_a_choice_that_would_take_minutes_to_read_is_refused(capsys):
    """Before Hydra reads it, with its key, on a screen."""
    word = "territory.regions=[" + ",".join(["mauricie"] * 5_000) + "]"
    with pytest.raises(Refused, match=f"allowed: up to {LONGEST_CHOICE:,} characters"):
        check_lengths([word])
    assert run.main([word]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: territory.regions = [mauricie,")
    assert len(said) < 500


# Own files


def test_the_keys_of_own_files_reach_them(tmp_path):
    """The encoding that is said, the place that is meant; both are refused where nothing reads them."""
    nodes = "code;région;population;taux de faible revenu;superficie;lat;lon;nom\nA;R;900;14;30;46,1;72,5;Région\n"
    (tmp_path / "n.csv").write_bytes(nodes.encode("cp1252"))
    (tmp_path / "e.csv").write_text("code a;code b\n", encoding="utf-8")
    paths = {"source": Source.FILES, "nodes": str(tmp_path / "n.csv"), "edges": str(tmp_path / "e.csv")}
    chosen = Territory(**paths, encoding=Encoding.CP1252, elsewhere=True)  # type: ignore[arg-type]
    assert open_network(chosen, 1).name == ("Région",)
    for key, value in (("encoding", Encoding.CP1252), ("elsewhere", True)):
        with pytest.raises(ParameterError, match=f"territory.{key} = .*read only with territory.source=files"):
            Territory(**{key: value})  # type: ignore[arg-type]


# Made-up networks


@pytest.mark.parametrize(
    ("asked", "key", "allowed"),
    [
        ({"population_median": 1e6, "population_spread": 2.0}, "synthetic.population_median", "up to 247875"),
        ({"persons_per_municipality": 10.0}, "synthetic.persons_per_municipality", "from 65"),
        (
            {"envelope_per_poor_person": 1e4, "territories_per_region": 2000, "population_median": 3e5},
            "synthetic.envelope_per_poor_person",
            "up to",
        ),
    ],
)
def test_numbers_that_ask_too_much_together_are_refused_by_the_key_that_was_typed(asked, key, allowed):
    """Whatever the seed, before anything is drawn."""
    with pytest.raises(ParameterError, match=allowed) as error:
        Synthetic(**asked)
    assert error.value.key == key


def test_a_shape_at_its_bounds_is_a_network_whatever_the_seed():
    """What lies in the far tail is drawn back to what a column allows."""
    shape = Synthetic(
        regions=40,
        territories_per_region=60,
        population_median=247_000.0,
        population_spread=2.0,
        persons_per_municipality=10_000.0,
        envelope_per_poor_person=10_000.0,
        low_income_rate=50.0,
    )
    for seed in range(3):
        network = synthetic(shape, seed)
        assert network.population.max() == MOST_PEOPLE
        assert network.municipalities.max() == MOST_MUNICIPALITIES
        assert network.population.min() >= 1
