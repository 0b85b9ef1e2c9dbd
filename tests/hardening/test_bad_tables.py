"""Tables as strangers bring them, at every door: trained rightly, or one sentence and nothing else."""

import doors
import pytest
from hostile import GOOD, REFUSED, SAME, TRAINED

import nnplay as nn

pytestmark = pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")
TRAINING = (doors.by_python, doors.by_command, doors.by_terminal, doors.by_page)


@pytest.fixture
def write(tmp_path):
    def written(content):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    """The loss that the forty rows give."""
    path = tmp_path_factory.mktemp("right") / "table.csv"
    path.write_text(GOOD)
    return doors.by_python(path)


@pytest.mark.parametrize("name", SAME)
def test_the_same_rows_give_the_same_network_however_they_are_written(name, write, right):
    path = write(SAME[name])
    assert [door(path) for door in TRAINING] == [right] * len(TRAINING)
    doors.by_description(path)


@pytest.mark.parametrize("name", TRAINED)
def test_an_odd_table_gives_the_same_network_at_every_door(name, write):
    path = write(TRAINED[name])
    losses = {door(path) for door in TRAINING}
    assert len(losses) == 1, losses
    assert 0 <= losses.pop() < 100
    doors.by_description(path)


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_table_is_one_sentence_at_every_door(name, write):
    content, sentence = REFUSED[name]
    path = write(content)
    for door in (doors.by_python, doors.by_terminal, doors.by_command, doors.by_description):
        with pytest.raises(nn.NNPlayError) as caught:
            door(path)
        assert sentence in doors.told(caught.value), door
    assert [each.name for each in path.parent.iterdir()] == ["table.csv"]
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize("name", REFUSED)
def test_a_page_leaves_out_what_it_cannot_use_or_says_why_not(name, write):
    try:
        loss = doors.by_page(write(REFUSED[name][0]))
    except nn.NNPlayError as error:
        doors.told(error)
    else:
        assert 0 <= loss < 100
