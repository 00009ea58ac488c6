"""`stocktake backup` and `restore` as a person runs them."""

import re

from stocktake_web import archive


def test_a_backup_is_written_and_restored(program, workspace, tmp_path):
    made = program("backup", "b.zip", workspace=workspace)
    assert (made.returncode, made.stdout) == (0, "b.zip\n")
    assert re.fullmatch(r"[\d,]+ rows of records and \d+ files, [\d.]+ MB; SHA-256 [0-9a-f]{64}\n", made.stderr)
    assert archive.digest_of(tmp_path / "b.zip") in made.stderr
    restored = program("restore", "b.zip", "--workspace", "restored")
    assert (restored.returncode, restored.stdout, restored.stderr) == (0, "restored\n", made.stderr)
    before, after = (program("search", "return", "--format", "csv", "--workspace", one).stdout for one in (workspace, "restored"))
    assert before == after
    assert before.count("\n") > 3


def test_a_folder_gets_an_archive_named_by_the_time(program, workspace, tmp_path):
    (tmp_path / "backups").mkdir()
    made = program("backup", "backups", workspace=workspace)
    assert re.fullmatch(r"backups/stocktake-\d{4}-\d\d-\d\dT\d{6}Z\.zip\n", made.stdout)


def test_what_cannot_be_done_is_told_in_one_line(program, workspace, tmp_path):
    (tmp_path / "b.zip").write_text("no archive")
    cases = (
        (("backup", "b.zip"), "is there already"),
        (("backup", "nowhere/b.zip"), "cannot be written"),
        (("backup", "c.zip", "--workspace", "nowhere"), "there is no workspace"),
        (("restore", "b.zip", "--workspace", "new"), "cut off or no archive"),
        (("restore", "nowhere.zip", "--workspace", "new"), "is not there"),
        (("restore", ".", "--workspace", "new"), "cut off or no archive"),
        (("restore", "b.zip"), "holds something already"),
    )
    for arguments, told in cases:
        finished = program(*arguments, workspace=workspace)
        assert (finished.returncode, finished.stdout, finished.stderr.count("\n")) == (1, "", 1), arguments
        assert told in finished.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "stocktake-workspace"]
