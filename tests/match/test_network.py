"""Partnerships around goals, where they stand on the drawing, and the gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.match.layout import COUNTS, LABELS, MOST, WIDTH, layout
from stocktake.match.network import gaps, network
from stocktake.model.record import Actor, Record

GOALS = ("gcm:1", "gcm:2", "gcm:3", "gcm:4")
KINDS = ("state", "local-authority", "diaspora")


def a_partnership(
    id: str = "p", goals: tuple[str, ...] = ("gcm:1",), kinds: tuple[str, ...] = (), areas: tuple[str, ...] = ()
) -> Record:
    actors = tuple(Actor(f"{kind} {place}", kind) for place, kind in enumerate(kinds))
    return Record(id, "partnership", f"Title {id}", "Words.", (), actors=actors, areas=areas, commitments=goals)


partnerships = st.builds(
    a_partnership,
    id=st.uuids().map(str),
    goals=st.lists(st.sampled_from([*GOALS, "sdg:10.7"]), max_size=4, unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(KINDS), max_size=4).map(tuple),
    areas=st.lists(st.sampled_from(["MDA", "KEN"]), max_size=2).map(tuple),
)
several = st.lists(partnerships, max_size=12, unique_by=lambda one: one.id)


def test_a_partnership_is_tied_to_every_goal_it_serves_the_most_central_first():
    found = network([a_partnership(goals=("gcm:3", "sdg:10.7", "gcm:1", "gcm:3"))], GOALS, KINDS)
    assert found.ties[0].goals == ("gcm:3", "gcm:1")
    assert [len(found.of(goal)) for goal in GOALS] == [1, 0, 1, 0]


def test_a_partnership_without_any_of_the_goals_is_loose():
    found = network([a_partnership("a", ("sdg:10.7",)), a_partnership("b", ())], GOALS, KINDS)
    assert [one.id for one in found.loose] == ["a", "b"]
    assert found.ties == ()


def test_only_partnerships_are_in_the_network():
    assert network([Record("n", "need", "A need", "", (), commitments=("gcm:1",))], GOALS, KINDS).ties == ()


def test_kinds_of_members_are_named_once_in_their_order():
    found = network([a_partnership(kinds=("diaspora", "state", "diaspora"))], GOALS, KINDS)
    assert found.ties[0].kinds == ("state", "diaspora")


def test_around_one_goal_stand_the_goals_that_its_partnerships_serve_besides():
    records = [a_partnership("a", ("gcm:1", "gcm:3")), a_partnership("b", ("gcm:2",)), a_partnership("c", ("gcm:3",))]
    found = network(records, GOALS, KINDS).around("gcm:1")
    assert (found.goals, [one.record.id for one in found.ties]) == (("gcm:1", "gcm:3"), ["a"])
    empty = network(records, GOALS, KINDS).around("gcm:4")
    assert (empty.goals, empty.ties) == (("gcm:4",), ())


def test_gaps_are_goals_kinds_and_regions_that_nobody_names():
    records = [a_partnership("a", ("gcm:2",), ("state",), ("MDA",)), a_partnership("b", (), ("diaspora",))]
    found = gaps(network(records, GOALS, KINDS), {"151": ("151", "MDA", "UKR"), "014": ("014", "KEN")})
    assert found.goals == ("gcm:1", "gcm:3", "gcm:4")
    assert found.kinds == ("local-authority",)
    assert found.regions == ("014",)
    assert found.unplaced == 1


def test_a_region_that_is_named_itself_is_no_gap():
    assert gaps(network([a_partnership(areas=("014",))], GOALS, KINDS), {"014": ("014", "KEN")}).regions == ()


@given(several, st.randoms())
def test_the_order_of_the_records_does_not_matter(records, random):
    shuffled = records[:]
    random.shuffle(shuffled)
    assert network(records, GOALS, KINDS) == network(shuffled, GOALS, KINDS)


@given(several)
def test_every_partnership_is_either_tied_or_loose_and_a_goal_is_a_gap_or_served(records):
    found = network(records, GOALS, KINDS)
    assert sorted([*(one.record.id for one in found.ties), *(one.id for one in found.loose)]) == sorted(one.id for one in records)
    assert set(gaps(found, {}).goals) == {goal for goal in GOALS if not found.of(goal)}


@given(several)
def test_columns_stand_apart_within_the_drawing_and_notes_on_the_lines_of_their_goals(records):
    found = network(records, GOALS, KINDS)
    drawn = layout(found)
    line = {one.id: one.y for one in (*drawn.goals, *drawn.kinds)}
    assert len(set(line.values())) == len(line)
    for before, after in zip(drawn.columns, drawn.columns[1:], strict=False):
        assert after.x - before.x == pytest.approx(drawn.step)
    for column in drawn.columns:
        assert LABELS < column.x < WIDTH - COUNTS
        assert [note.y for note in column.notes] == [line[goal] for goal in column.tie.goals]
        assert [note.is_main for note in column.notes] == [True] + [False] * (len(column.notes) - 1)
        assert list(column.marks) == [line[kind] for kind in column.tie.kinds]
        assert column.top <= column.bottom < drawn.height


@pytest.mark.parametrize(("many", "shown", "left_out"), [(0, 0, 0), (1, 1, 0), (MOST, MOST, 0), (MOST + 5, MOST, 5)])
def test_what_finds_no_room_is_counted(many, shown, left_out):
    drawn = layout(network([a_partnership(f"{place:04}") for place in range(many)], GOALS, KINDS))
    assert (len(drawn.columns), drawn.left_out) == (shown, left_out)
    assert drawn.goals[0].count == many
