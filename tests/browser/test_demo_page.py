"""The page that the demo writes opens offline, draws, and complains of nothing."""

from __future__ import annotations


def test_the_demo_prints_its_answers_and_its_page_opens_offline(graph_kb, tmp_path, open_file):
    answer = graph_kb("demo", "-o", "map.html")
    assert answer.returncode == 0, answer.stderr
    for question in ("Which paths lead from Ämmässuo", "excess heat of data centres", "offer and no need"):
        assert question in answer.stdout
    assert str(tmp_path / "map.html") in answer.stdout
    assert "paths, not chains" in answer.stdout
    view = open_file(tmp_path / "map.html")
    assert "Ämmässuo" in view.text("h1")
    assert view.ink() > 1000


def test_the_neighbourhood_of_a_real_site_is_drawn(graph_kb, tmp_path, open_file):
    assert graph_kb("map", "--around", "Ämmässuo eco-industrial centre", "--steps", "2", "-o", "a.html").returncode == 0
    assert open_file(tmp_path / "a.html").ink() > 1000
