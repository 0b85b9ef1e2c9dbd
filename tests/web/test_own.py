"""Own data, without a browser: names, what is offered, what a page begins with, points that are drawn."""

import numpy as np
import pytest

import nnplay as nn
from nnplay.errors import DataError, NNPlayError
from nnplay.playground import point_editor
from nnplay.web.begin import begin
from nnplay.web.link import page_of, query
from nnplay.web.own import MOST_FILES, Own, clean
from nnplay.web.page.columns import recast
from nnplay.web.settings import FIRST, onto
from nnplay.web.visitor import Visitor

TABLE = "id,height,weight,sport,day\n" + "".join(
    f"p{k},{1.5 + k / 50},{50 + (7 * k) % 40},{'ab'[k % 2]},2024-05-0{1 + k % 9}\n" for k in range(30)
)


@pytest.fixture
def brought(tmp_path):
    """Brings a text as a file of this name."""

    def bring(own, name, text):
        (tmp_path / "brought").mkdir(exist_ok=True)
        path = tmp_path / "brought" / name
        path.write_text(text)
        own.read(path)
        return own

    return bring


@pytest.fixture
def own(brought):
    return brought(Own(), "people.csv", TABLE)


@pytest.fixture
def visitor(own):
    made = Visitor(FIRST, own)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\x\\a.CSV", "a.csv"), ("../../etc/a.csv", "a.csv"), (".csv", None), ("a", None),
        ("x\0\x1b[31m.csv", "x__[31m.csv"), ("a*?[b].parquet", "a__[b].parquet"),
        ("ü" * 300 + ".tsv", "ü" * 80 + ".tsv"),
        ("", None), ("/", None), ("a.csv.gz", "a.csv.gz"), ("a.csv.7z", None),
            ("<img src=x>.csv", "_img src=x_.csv"), ("...csv", None),
    ],
)  # fmt: skip
def test_a_name_has_no_folders_and_nothing_odd(given, kept):
    if kept is None:
        with pytest.raises(DataError, match="is not a table that this page can read"):
            clean(given)
    else:
        assert clean(given) == kept


def test_the_last_column_that_can_be_is_the_target_and_names_of_rows_are_left_out(own):
    told = {one["name"]: one for one in own.columns("people.csv")}
    assert not any(one["refused"] for one in told.values())
    assert (told["day"]["kind"], told["day"]["distinct"]) == ("date", 9)
    assert told["day"]["examples"] == ["2024-05-01", "2024-05-02", "2024-05-03"]
    assert [name for name, one in told.items() if one["identity"]] == ["id"]
    assert (told["sport"]["kind"], told["sport"]["distinct"], told["sport"]["examples"]) == ("category", 2, ["a", "b"])
    assert own.beginning("people.csv") == {"target": ("sport",), "features": None, "task": None}
    assert own.beginning("people.csv", "weight")["target"] == ("weight",)
    for target, features in (("sport", ["height", "weight", "day"]), ("weight", ["height", "sport", "day"])):
        dataset = own.dataset(nn.Recipe(data="people.csv", **own.beginning("people.csv", target)))
        assert [each.name for each in dataset.columns if each.role == "feature"] == features
        assert "left out: id (an identifier: 30 different values in 30 rows)" in dataset.notes
    with pytest.raises(DataError, match="the target 'day' holds dates, which cannot be predicted"):
        own.beginning("people.csv", "day")


def test_a_table_with_gaps_is_filled_in_and_rows_without_target_left_out(brought):
    own = brought(Own(), "gaps.csv", "a,b,y\n1,2,x\n,3,y\n4,5,x\n")
    dataset = own.dataset(nn.Recipe(data="gaps.csv", **own.beginning("gaps.csv")))
    assert "missing values imputed: a (1)" in dataset.notes
    assert (dataset.missing, dataset.n_rows) == ("impute", 3)
    brought(own, "gaps.csv", "a,b,y\n1,2,1\n5,3,\n4,5,0\n")
    sentence = "1 of 3 rows was dropped because the target's value is missing"
    with pytest.warns(nn.DataWarning, match=sentence):
        dataset = own.dataset(nn.Recipe(data="gaps.csv", **own.beginning("gaps.csv")))
    assert sentence in dataset.notes
    assert dataset.raw[0].values.tolist() == [1, 4]
    brought(own, "one.csv", "a\n1\n2\n")
    with pytest.raises(DataError, match="fewer than two usable columns"):
        own.beginning("one.csv")


def test_only_some_tables_are_kept_and_shared_ones_always(brought):
    table = brought(Own(), "s.csv", "a,y\n1,2\n3,4\n")
    own = Own(table.tables)
    for k in range(MOST_FILES + 3):
        own.add(f"{k}.csv", table.tables["s.csv"])
    assert len(own.tables) == MOST_FILES + 1
    assert "s.csv" in own
    assert "0.csv" not in own


def test_the_numbers_are_those_of_train_on_the_file(visitor, tmp_path):
    visitor.take("people.csv")
    for _ in range(3):
        visitor.step()
    path = tmp_path / "people.csv"
    path.write_text(TABLE)
    page = visitor.settings
    recipe = page.recipe.replace(data=str(path), epochs=3)
    run = nn.train(str(path), page.architecture, recipe=recipe)
    assert visitor.session.parameters.theta.tolist() == run.parameters.theta.tolist()
    assert visitor.view_state().metrics["test"]["loss"] == run.metrics["test"]["loss"]
    assert visitor.session.command().startswith("nnplay train people.csv ")


def test_a_link_waits_for_its_file(brought):
    page, troubles = page_of("data=people.csv&target=weight&features=height&net=3:relu&learning_rate=0.1")
    assert troubles == []
    visitor = Visitor(page)
    assert visitor.session.dataset.name == "circle"
    assert "'people.csv'; open the file to restore the page" in visitor.trouble
    brought(visitor.own, "people.csv", TABLE)
    visitor.take("people.csv")
    assert visitor.settings == page
    assert visitor.session.dataset.target_names == ("weight",)
    visitor.close()


@pytest.mark.parametrize("name", ["/etc/passwd", "../x.csv", "people.csv", "C:\\x.csv", "x.parquet"])
def test_no_address_opens_a_file_of_the_server(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(TABLE)
    page, troubles = page_of(f"data={name}")
    visitor = Visitor(page)
    assert visitor.session.dataset.name == "circle"
    assert troubles or "link does not contain the data" in visitor.trouble
    visitor.close()


def test_names_with_commas_are_in_an_address():
    page = onto(FIRST, "t.csv", target=("a, b",), features=("[c", "d"))
    assert page_of(query(page)) == (page, [])


def test_other_data_begin_with_the_defaults_of_their_settings():
    page = onto(
        FIRST, "t.csv", exclude=("a, b",), columns=(("c", "category"), ("d", "missing=-9")), missing="drop",
        unknown="refuse",
    )  # fmt: skip
    assert page_of(query(page)) == (page, [])
    recipe = onto(page, "u.csv").recipe
    for name in ("exclude", "columns", "missing", "unknown"):
        assert getattr(recipe, name) == nn.Recipe.model_fields[name].default


def test_columns_change_their_roles(visitor):
    visitor.take("people.csv")
    there = [one["name"] for one in visitor.columns()]
    page = recast(visitor.settings, there, visitor.session.dataset, "weight", "target")
    assert (page.recipe.target, page.recipe.features) == (("weight",), ("height", "sport", "day"))
    visitor.change(page)
    assert visitor.session.dataset.task == "regression"
    data = visitor.session.dataset
    also = recast(page, there, data, "height", "also")
    assert (also.recipe.target, also.recipe.features) == (("weight", "height"), ("sport", "day"))
    visitor.change(also)
    assert visitor.session.problem.architecture.widths[-1] == 2
    assert recast(page, there, data, "sport", "out").recipe.features == ("height", "day")
    assert recast(page, there, data, "id", "input").recipe.features == ("id", "height", "sport", "day")
    with pytest.raises(NNPlayError, match="needs a target"):
        recast(page, there, data, "weight", "out")
    with pytest.raises(NNPlayError, match="no column 'x'"):
        recast(page, there, data, "x", "input")
    with pytest.raises(NNPlayError, match="the target 'day' holds dates"):
        visitor.change(recast(page, there, data, "day", "target"))
    assert visitor.settings == also


def test_a_page_may_begin_with_a_file_or_a_set(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(TABLE)
    page, shared = begin(str(path), "weight")
    visitor = Visitor(page, Own(shared))
    assert visitor.session.dataset.target_names == ("weight",)
    assert not visitor.trouble
    visitor.close()
    assert begin("iris")[0].recipe.data == "iris"
    assert begin(None) == (FIRST, {})
    with pytest.raises(DataError, match="no column 'x'"):
        begin(str(path), "x")
    with pytest.raises(DataError, match="there is no file"):
        begin(str(tmp_path / "none.csv"))


def test_points_are_added_moved_and_removed(visitor):
    visitor.change(FIRST.replace(samples=20, noise=0.0))
    visitor.draw(lambda data: point_editor.add_point(data, 1.5, -2.0, "red"))
    data = visitor.session.dataset
    assert data.n_rows == 21
    assert data.classes == ("blue", "orange", "red")
    assert visitor.settings.recipe.features == ("x1", "x2")
    visitor.draw(lambda data: point_editor.move_point(data, 20, 0.25, 4.0))
    assert [column.values[20] for column in visitor.session.dataset.raw] == [0.25, 4.0]
    assert visitor.session.dataset.targets[0].values[20] == "red"
    visitor.draw(lambda data: point_editor.remove_point(data, 20))
    toy = nn.load("circle", samples=20, noise=0.0, seed=0)
    assert np.array_equal(visitor.session.dataset.raw[0].values, toy.raw[0].values)
    with pytest.raises(NNPlayError, match="no point 21"):
        visitor.draw(lambda data: point_editor.remove_point(data, 20))
    with pytest.raises(NNPlayError, match="finite"):
        visitor.draw(lambda data: point_editor.add_point(data, float("inf"), 0.0, "blue"))


def test_drawn_points_are_saved_as_a_file_that_gives_the_same_numbers(visitor, tmp_path):
    visitor.change(FIRST.replace(samples=20, features=("x1", "x1^2")))
    visitor.draw(lambda data: point_editor.add_point(data, 0.1, 0.2, "blue"))
    visitor.draw(lambda data: point_editor.add_point(data, 1.1, 0.2, "blue"))
    visitor.step()
    path = tmp_path / "points.csv"
    path.write_text(point_editor.to_csv(visitor.whole(visitor.session.problem)))
    page = visitor.settings
    run = nn.train(str(path), page.architecture, recipe=page.recipe.replace(data=str(path), epochs=1))
    assert run.parameters.theta.tolist() == visitor.session.parameters.theta.tolist()


def test_values_are_drawn_over_a_plane_and_nothing_over_other_data(visitor):
    visitor.change(onto(FIRST, "plane"))
    visitor.draw(lambda data: point_editor.add_point(data, 1.0, 1.0, 0.5))
    assert visitor.session.dataset.task == "regression"
    with pytest.raises(NNPlayError, match=r"number, not .blue."):
        visitor.draw(lambda data: point_editor.add_point(data, 1.0, 1.0, "blue"))
    visitor.change(onto(FIRST, "iris"))
    with pytest.raises(NNPlayError, match="two numeric features"):
        visitor.draw(lambda data: point_editor.add_point(data, 1.0, 1.0, "setosa"))
