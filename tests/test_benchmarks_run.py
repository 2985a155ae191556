"""`make bench` works; what it finds is nobody's affair here."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

from tests.benchmarks import report
from tests.benchmarks.__main__ import in_rounds
from tests.benchmarks.metering import Meter


def test_it_measures_a_small_crisis_and_says_what_was_asked_for(tmp_path):
    command = [sys.executable, "-m", "tests.benchmarks", "--on", "sqlite", "--events", "50", "--rounds", "1"]
    environment = os.environ | {"BENCH_DATA": str(tmp_path)}
    done = subprocess.run([*command, "--only", "^event page$"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "sqlite.json").read_text())["sizes"]["50"]
    assert found["hello"]["ratio"] == 1
    assert found["event page"]["ms"] > 0
    assert "tracker" not in found
    assert "event page" in done.stdout


def test_slow_questions_are_asked_once_and_others_every_round():
    asked = []

    def cost(case, times):
        asked.append(case.name)
        return {"hello": 1.0, "page": 3.0}[case.name]

    found = in_rounds([SimpleNamespace(name="hello"), SimpleNamespace(name="page")], 4, SimpleNamespace(cost=cost))
    assert found["page"] == {"ms": 3.0, "ratio": 3.0}
    assert asked.count("page") == asked.count("hello") == 4 + 2


def test_the_work_of_a_process_and_of_its_ended_children_is_counted():
    busy = "import subprocess, sys; sum(range(10**6)); subprocess.run([sys.executable, '-c', 'sum(range(10**7))']);"
    with subprocess.Popen(
        [sys.executable, "-c", f"{busy} print('done', flush=True); input()"], stdin=-1, stdout=-1, text=True
    ) as process:
        process.stdout.readline()
        assert Meter(process.pid).read() > 0.05
        process.communicate("\n")


def test_what_was_kept_is_compared_and_a_goal_that_is_missed_is_named(capsys):
    def result(ratio):
        return {"database": "sqlite", "sizes": {"50": {"first page": {"ms": 9.0, "ratio": ratio}}}}

    report.show(result(4.0), result(2.0))
    line = capsys.readouterr().out.splitlines()[-1]
    assert "4.00" in line and "2.00" in line and "MISSED" in line
    report.show(result(2.5), None)
    assert "held" in capsys.readouterr().out.splitlines()[-1]
