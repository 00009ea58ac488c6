"""A program killed at any moment leaves a database that opens, with nothing of a pack or all of it."""

import time

import pytest

from stocktake_web.database import one_moment, open_database
from stocktake_web.records import services
from web import child
from web.evidence import LARGE, load, numbered

OPEN = """
print("ready", flush=True)
open_database(database)
"""
LOAD = """
from web.evidence import LARGE, load, numbered
open_database(database)
records = numbered(LARGE)
print("ready", flush=True)
load(records)
"""
DIE_AT_THE_NOTE = """
import os, signal
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder.record_applied = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
open_database(database)
"""
DIE_AT_A_STATEMENT = """
import itertools, os, signal
from web.evidence import load, numbered
open_database(database)
from django.db import connection
left = itertools.count(int(os.environ["STATEMENT"]), -1)

def run(execute, sql, params, many, context):
    if next(left) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

with connection.execute_wrapper(run):
    load(numbered(20))
"""


def kill_after(seconds, program, database):
    """Start a program, wait until it says that it is ready, kill it some time later."""
    process = child.start(program, database)
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    process.communicate()


def let_die(program, database, **environment):
    """Start a program that kills itself, and see to it that it did."""
    process = child.start(program, database, **environment)
    process.communicate(timeout=60)
    assert process.returncode == -9


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.06, 0.1])
def test_a_program_killed_while_it_makes_the_database_leaves_one_that_opens(address, seconds):
    kill_after(seconds, OPEN, address)
    open_database(address)
    assert services.accepted_records() == ()


def test_a_program_killed_before_it_notes_a_migration_leaves_a_database_that_opens(address):
    let_die(DIE_AT_THE_NOTE, address)
    open_database(address)
    assert services.accepted_records() == ()


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.2, 0.4])
def test_a_program_killed_while_it_loads_a_pack_leaves_nothing_or_all_of_it(address, seconds):
    kill_after(seconds, LOAD, address)
    open_database(address)
    with one_moment():  # for PostgreSQL may still be ending what the killed program asked of it
        held = len(services.accepted_records()), services.loaded_digest("dialogues")
    assert held in [(0, None), (LARGE, "1")]
    load(numbered(LARGE))
    assert services.accepted_records() == tuple(numbered(LARGE))


@pytest.mark.parametrize("statement", [1, 5, 9, 13, 17])
def test_a_program_killed_at_any_statement_of_a_load_leaves_nothing_of_the_pack(address, statement):
    let_die(DIE_AT_A_STATEMENT, address, STATEMENT=str(statement))
    open_database(address)
    assert services.accepted_records() == services.documents() == ()
    assert services.loaded_digest("dialogues") is None
