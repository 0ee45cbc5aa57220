"""Reading recordings defensively, and finding them."""

import os
import warnings
from dataclasses import replace

import numpy as np
import pytest
from scipy.io import loadmat, savemat

from dopadist.recordings import (
    FetchError,
    RecordingError,
    Verification,
    cache_folder,
    digest_of,
    known_files,
    locate,
    locating,
    read_cell,
    read_folder,
    verify,
)
from dopadist.surrogate import load_or_surrogate, surrogate, write_cell, write_folder

SPIKES = np.array([[100.0], [5_000.0], [9_000.0], [21_000.0]])
EVENTS = np.array([[4_900.0], [11_000.0], [20_000.0]])
TYPES = np.array([[1], [9], [15]], dtype=np.uint8)
DROP = object()


def write(path, *, top=None, **changes):
    """A good file of one cell, but for the changes (a field name, or DROP)."""
    events = {"odorOn": EVENTS, "trialType": TYPES, "laser_Hz1": "text is fine here"}
    responses = {"spike": SPIKES, "lick": np.zeros((0, 0))}
    for name, value in changes.items():
        struct = responses if name == "spike" else events
        struct[name] = value
        if value is DROP:
            del struct[name]
    variables = {"events": events, "responses": responses, **(top or {})}
    savemat(path, {name: value for name, value in variables.items() if value is not DROP})
    return path


def test_a_good_file_is_read(tmp_path):
    cell = read_cell(write(tmp_path / "D_1_TT2_3.mat"))
    assert (cell.name, cell.session, cell.prefix) == ("D_1_TT2_3", "D_1", "D")
    np.testing.assert_array_equal(cell.spike_times, SPIKES[:, 0])
    np.testing.assert_array_equal(cell.odor_on, EVENTS[:, 0])
    np.testing.assert_array_equal(cell.trial_type, [1.0, 9.0, 15.0])
    assert cell.trial_type.dtype == np.float64


@pytest.mark.parametrize(
    "types",
    [
        TYPES.T,
        TYPES[:, 0],
        TYPES.astype(float),
        TYPES.astype(">i2"),
        np.array([[1.0, np.nan, 15.0]]),
        np.array([[0, 1, 1]], dtype=bool) + np.array([[1, 1, 1]], dtype=np.int8),
    ],
)
def test_rows_columns_and_any_number_type_are_the_same(tmp_path, types):
    cell = read_cell(write(tmp_path / "a.mat", trialType=types, odorOn=EVENTS.T, spike=SPIKES.T))
    np.testing.assert_array_equal(cell.trial_type, np.ravel(types))
    np.testing.assert_array_equal(cell.spike_times, SPIKES[:, 0])


def test_one_spike_and_one_trial_are_a_cell(tmp_path):
    path = write(tmp_path / "a.mat", spike=5.0, odorOn=4.0, trialType=3.0)
    cell = read_cell(path)
    assert (cell.spike_times.shape, cell.odor_on.shape) == ((1,), (1,))


def test_a_trial_to_be_left_out_needs_no_time(tmp_path):
    path = write(
        tmp_path / "a.mat",
        odorOn=[4_900.0, np.nan, np.nan],
        trialType=[1.0, np.nan, 15.0],
    )
    assert np.isnan(read_cell(path).odor_on[1:]).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"spike": DROP}, "responses.spike is missing; add this field to the struct 'responses'"),
        ({"odorOn": DROP}, "events.odorOn is missing"),
        ({"trialType": DROP}, "events.trialType is missing"),
        ({"spike": "abc"}, "responses.spike holds text, expected a vector of real numbers"),
        ({"spike": SPIKES + 1j}, "responses.spike holds complex numbers"),
        ({"spike": np.array([1, "a"], dtype=object)}, "responses.spike holds a cell array"),
        ({"spike": np.zeros((0, 0))}, "responses.spike is empty"),
        ({"spike": np.ones((2, 3))}, r"responses.spike has shape \(2, 3\), expected a row or"),
        ({"spike": [1.0, np.nan, 5e3]}, "responses.spike is nan at spike 2, expected finite"),
        ({"spike": [1.0, 5e3, np.inf]}, "responses.spike is inf at spike 3"),
        ({"spike": [1.0, 6e3, 5e3]}, "goes back from 6000 to 5000 ms at spike 3.*sort them"),
        ({"spike": SPIKES + 1e6}, "runs from 1.0001e.06 to 1.021e.06 ms.*expected one clock"),
        ({"odorOn": EVENTS[:2]}, "events.odorOn has 2 values and events.trialType 3"),
        ({"trialType": [1.0, 2.5, 3.0]}, "events.trialType holds 2.5, expected whole numbers"),
        ({"trialType": [1.0, 16.0, 3.0]}, "events.trialType holds 16"),
        ({"trialType": [0.0, 1.0, 3.0]}, "events.trialType holds 0"),
        ({"odorOn": [1.0, np.nan, 9e3]}, "events.odorOn is nan in trial 2, expected a time in ms"),
        ({"odorOn": [4.9, 11.0, 20.0]}, r"7.55 ms apart \(median\).*times in ms, not seconds"),
        ({"top": {"events": DROP}}, "has no variable 'events'; save it in MATLAB with"),
        ({"top": {"responses": 3.0}}, "'responses' is no struct of size 1 x 1"),
    ],
)
def test_each_fault_gives_one_sentence_with_file_field_and_remedy(tmp_path, changes, message):
    path = write(tmp_path / "bad.mat", **changes)
    with pytest.raises(RecordingError, match=message) as error:
        read_cell(path)
    text = str(error.value)
    assert str(path) in text
    assert "\n" not in text


def test_a_struct_array_is_refused(tmp_path):
    record = np.zeros((1, 2), dtype=[("spike", object)])
    path = write(tmp_path / "bad.mat", top={"responses": record})
    with pytest.raises(RecordingError, match="'responses' is no struct of size 1 x 1"):
        read_cell(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"\(0 bytes\) is no whole MATLAB file"),
        (b"cell,spike\n1,2\n" * 20, "is no whole MATLAB file"),
        (b"\x80\x04\x95pickled", "is no whole MATLAB file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(600), r"is an HDF5 file \(MATLAB -v7.3\)"),
        (b"MATLAB 7.3".ljust(512) + b"\x89HDF\r\n\x1a\n", "is an HDF5 file"),
        (b"version https://git-lfs.github.com/spec/v1\n" * 4, "is no whole MATLAB file"),
    ],
)
def test_other_files_are_named_as_such(tmp_path, content, message):
    path = tmp_path / "bad.mat"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=message) as error:
        read_cell(path)
    assert "'-v7'" in str(error.value)


def test_a_file_cut_anywhere_gives_the_same_clear_error(tmp_path):
    whole = write(tmp_path / "whole.mat").read_bytes()
    cut = tmp_path / "cut.mat"
    for length in range(1, len(whole) - 8, 37):
        cut.write_bytes(whole[:length])
        with pytest.raises(RecordingError, match=r"no whole MATLAB file|no variable|no struct"):
            read_cell(cut)


def test_a_damaged_file_is_refused_or_read_never_a_traceback(tmp_path):
    # Compressed, as the recordings are: a flipped byte breaks a checksum or a header.
    write_cell(surrogate(n_cells=1).cells[0], tmp_path / "whole.mat")
    whole = (tmp_path / "whole.mat").read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for position in rng.integers(0, len(whole), 60):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        (tmp_path / "damaged.mat").write_bytes(bytes(damaged))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                read_cell(tmp_path / "damaged.mat")
            except RecordingError:
                refused += 1
    assert refused >= 50


def test_a_missing_file_and_a_missing_folder(tmp_path):
    with pytest.raises(RecordingError, match=r"none.mat cannot be read"):
        read_cell(tmp_path / "none.mat")
    with pytest.raises(RecordingError, match=r"none does not exist, expected a folder"):
        read_folder(tmp_path / "none")
    with pytest.raises(RecordingError, match=r"a.mat is a file, expected a folder"):
        read_folder(write(tmp_path / "a.mat"))


def test_a_folder_without_rights_is_named(tmp_path, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", denied)
    with pytest.raises(RecordingError, match=r"cannot be read \(Permission denied\); check the"):
        read_folder(tmp_path)


def test_an_empty_folder_says_what_it_lacks(tmp_path):
    (tmp_path / "readme.txt").write_text("no cells")
    (tmp_path / "._a.mat").write_bytes(b"left by macOS")
    with pytest.raises(RecordingError, match=r"holds no .mat file, expected one a cell"):
        read_folder(tmp_path)


def test_cells_come_in_ascii_order_of_the_file_names(tmp_path):
    for name in ("a_1.mat", "a-1.mat", "a.mat", "B.mat", "a1.MAT"):
        write(tmp_path / "x.mat").rename(tmp_path / name)
    names = [cell.name for cell in read_folder(tmp_path).cells]
    assert names == ["B", "a-1", "a", "a1", "a_1"]


def test_names_that_cannot_stand_in_a_table_are_refused(tmp_path):
    for bad in ("a\nb.mat", os.fsdecode(b"\xff\xfe.mat")):
        moved = write(tmp_path / "x.mat").rename(tmp_path / bad)
        with pytest.raises(RecordingError, match="expected a name of printable") as error:
            read_folder(tmp_path)
        assert "\n" not in str(error.value)
        assert str(error.value).isprintable()
        moved.unlink()


def test_two_files_of_one_name_are_refused(tmp_path):
    (tmp_path / "one").mkdir()
    write(tmp_path / "one" / "a.mat")
    write(tmp_path / "one" / "A.mat")  # another cell
    assert read_folder(tmp_path / "one").names == ("A", "a")
    write(tmp_path / "one" / "a.MAT")
    with pytest.raises(RecordingError, match=r"holds a.MAT and a.mat, expected one file a cell"):
        read_folder(tmp_path / "one")


def test_a_strangers_folder_is_recorded_and_not_verified(tmp_path):
    write(tmp_path / "a.mat")
    recordings = read_folder(tmp_path)
    assert (recordings.evidence, recordings.verified) == ("recorded", False)
    assert recordings.source == "folder"
    assert recordings.names == ("a",)
    before = recordings.digest
    write(tmp_path / "a.mat", trialType=TYPES + 1 - 1, spike=SPIKES + 0.5)
    assert read_folder(tmp_path).digest != before


def test_the_first_bad_file_of_a_folder_is_named(tmp_path):
    write(tmp_path / "a.mat")
    write(tmp_path / "b.mat", spike=DROP)
    with pytest.raises(RecordingError, match=r"b.mat: responses.spike is missing"):
        read_folder(tmp_path)


def test_the_folder_above_is_understood(tmp_path):
    inner = tmp_path / "light_id_dopamine"
    inner.mkdir()
    write(inner / "a.mat")
    assert read_folder(tmp_path).names == ("a",)
    assert verify(tmp_path).folder == inner


def test_the_sums_are_those_of_forty_files_in_ascii_order():
    known = known_files()
    assert list(known) == sorted(known)
    assert all(len(entry.sha256) == 64 for entry in known.values())
    assert len({entry.sha256 for entry in known.values()}) == 40


# --- where the recordings are -------------------------------------------------------------


@pytest.fixture
def no_data(tmp_path, monkeypatch):
    """A machine without recordings: no variable, an empty cache."""
    monkeypatch.delenv("DOPADIST_DATA", raising=False)
    monkeypatch.delenv("DOPADIST_OFFLINE", raising=False)
    monkeypatch.setattr(locating, "cache_folder", lambda: tmp_path / "cache" / "cells")
    return tmp_path


@pytest.fixture
def as_published(monkeypatch):
    """Take any folder named 'good' for the published cells."""

    def verification(folder):
        ok = folder.name == "good" or folder.name == "cells"
        return Verification(folder, ("a",), () if ok else ("b",), (), (), "digest")

    monkeypatch.setattr(locating, "verify", verification)


def failing_fetch(destination, progress):
    raise FetchError("40 of 40 recordings could not be fetched (no connection)")


def test_without_anything_the_answer_is_the_surrogate_with_the_reason(no_data):
    located = locate(fetcher=failing_fetch)
    assert (located.source, located.folder) == ("surrogate", None)
    assert located.reason == "40 of 40 recordings could not be fetched (no connection)"
    assert located.environment == {"DOPADIST_OFFLINE": "1"}
    assert str(no_data) not in located.describe()  # the reason goes onto public pages


def test_nothing_is_downloaded_when_only_asked(no_data):
    def forbidden(*_):
        raise AssertionError("a download was tried")

    assert locate(download=False, fetcher=forbidden).source == "surrogate"
    offline = locate(environ={"DOPADIST_OFFLINE": "1"}, fetcher=forbidden)
    assert (offline.source, offline.reason) == ("surrogate", "DOPADIST_OFFLINE is set")


def test_offline_goes_before_data_and_says_so(no_data):
    located = locate(environ={"DOPADIST_OFFLINE": "1", "DOPADIST_DATA": "anywhere"})
    assert located.source == "surrogate"
    assert "DOPADIST_DATA is not looked at" in located.reason
    assert locate(environ={"DOPADIST_OFFLINE": "0"}, download=False).reason.startswith("nothing")


def test_data_goes_before_the_cache(no_data, as_published):
    (no_data / "good").mkdir()
    (no_data / "cache" / "cells").mkdir(parents=True)
    located = locate(environ={"DOPADIST_DATA": str(no_data / "good")}, fetcher=failing_fetch)
    assert (located.source, located.folder) == ("DOPADIST_DATA", no_data / "good")
    assert located.environment == {"DOPADIST_DATA": str(no_data / "good")}
    assert locate(environ={}, fetcher=failing_fetch).source == "cache"


def test_a_download_is_the_last_resort_but_one(no_data):
    calls = []

    def fetcher(destination, progress):
        calls.append(destination)
        return Verification(destination, ("a",), (), (), (), "digest")

    located = locate(fetcher=fetcher)
    assert (located.source, located.digest) == ("download", "digest")
    assert calls == [no_data / "cache" / "cells"]


@pytest.mark.parametrize("state", ["absent", "a file", "incomplete"])
def test_data_that_is_not_as_published_is_an_error_never_the_next_source(
    no_data, as_published, state
):
    place = no_data / "bad"
    if state == "a file":
        place.write_text("x")
    if state == "incomplete":
        place.mkdir()
    message = {
        "absent": "does not exist, expected the folder with the 40 files",
        "a file": "is a file, expected",
        "incomplete": r"not as published: .* 1 missing \(b\).*`dopadist analyze`",
    }[state]
    with pytest.raises(RecordingError, match=message):
        locate(environ={"DOPADIST_DATA": str(place)}, fetcher=failing_fetch)


def test_altered_data_are_an_error(no_data):
    folder = write_folder(surrogate(n_cells=2), no_data / "mine")
    name = next(iter(known_files()))
    (folder / surrogate(n_cells=2).names[0]).with_suffix(".mat").rename(folder / name)
    with pytest.raises(RecordingError, match=r"39 missing .*, 1 altered .*, 1 extra"):
        locate(environ={"DOPADIST_DATA": str(folder)})


def test_an_altered_cache_is_an_error_with_its_own_remedy(no_data):
    (no_data / "cache" / "cells").mkdir(parents=True)
    with pytest.raises(RecordingError, match=r"cache is not as published.*`dopadist data fetch`"):
        locate(fetcher=failing_fetch)


def test_the_cache_is_the_users(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().parts[-3:] == ("dopadist", "dabney2020", "light_id_dopamine")


def test_a_chapter_gets_the_surrogate_with_the_reason(no_data, monkeypatch):
    monkeypatch.setenv("DOPADIST_OFFLINE", "1")
    recordings = load_or_surrogate(seed=2)
    assert (recordings.evidence, recordings.source) == ("surrogate", "surrogate:matched")
    assert recordings.reason == "DOPADIST_OFFLINE is set"
    assert recordings.digest == surrogate(seed=2).digest


def test_digests_depend_on_names_and_sums():
    assert digest_of({"a": "1"}) != digest_of({"b": "1"})
    assert digest_of({"a": "1"}) != digest_of({"a": "2"})


def test_written_cells_are_read_back_and_have_the_same_bytes_again(tmp_path):
    recordings = surrogate(n_cells=3, seed=1)
    again = read_folder(write_folder(recordings, tmp_path / "one"))
    for before, after in zip(recordings.cells, again.cells, strict=True):
        assert before.name == after.name
        np.testing.assert_array_equal(before.spike_times, after.spike_times)
        np.testing.assert_array_equal(before.odor_on, after.odor_on)
        np.testing.assert_array_equal(before.trial_type, after.trial_type)
    assert read_folder(write_folder(recordings, tmp_path / "two")).digest == again.digest
    with pytest.raises(RecordingError, match=r"holds .*expected a new or empty folder"):
        write_folder(recordings, tmp_path / "two")


def test_types_without_nan_are_small_integers_as_in_the_recordings(tmp_path):
    cell = surrogate(n_cells=1).cells[0]
    whole = replace(cell, trial_type=np.where(np.isnan(cell.trial_type), 15, cell.trial_type))
    write_cell(whole, tmp_path / "a.mat")
    np.testing.assert_array_equal(read_cell(tmp_path / "a.mat").trial_type, whole.trial_type)
    assert loadmat(tmp_path / "a.mat")["events"]["trialType"][0, 0].dtype == np.uint8
