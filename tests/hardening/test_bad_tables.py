"""Unusual and broken tables through every interface: trained correctly, or one error message and nothing else."""

import interfaces
import pytest
from hostile_tables import GOOD, REFUSED, SAME, TRAINED

import nnplay as nn

pytestmark = pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")
TRAINING = (interfaces.by_python, interfaces.by_command, interfaces.by_terminal, interfaces.by_page)


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
    return interfaces.by_python(path)


@pytest.mark.parametrize("name", SAME)
def test_the_same_rows_give_the_same_network_however_they_are_written(name, write, right):
    path = write(SAME[name])
    assert [train(path) for train in TRAINING] == [right] * len(TRAINING)
    interfaces.by_description(path)


@pytest.mark.parametrize("name", TRAINED)
def test_an_odd_table_gives_the_same_network_through_every_interface(name, write):
    path = write(TRAINED[name])
    losses = {train(path) for train in TRAINING}
    assert len(losses) == 1, losses
    assert 0 <= losses.pop() < 100
    interfaces.by_description(path)


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_table_is_one_sentence_through_every_interface(name, write):
    content, sentence = REFUSED[name]
    path = write(content)
    for interface in (interfaces.by_python, interfaces.by_terminal, interfaces.by_command, interfaces.by_description):
        with pytest.raises(nn.NNPlayError) as caught:
            interface(path)
        assert sentence in interfaces.check_message(caught.value), interface
    assert [each.name for each in path.parent.iterdir()] == ["table.csv"]
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize("name", REFUSED)
def test_a_page_leaves_out_what_it_cannot_use_or_says_why_not(name, write):
    try:
        loss = interfaces.by_page(write(REFUSED[name][0]))
    except nn.NNPlayError as error:
        interfaces.check_message(error)
    else:
        assert 0 <= loss < 100
