"""Opens a page in headless Chromium and uses it as a reader does.

    python page.py PAGE [FOLDER FOR SCREENSHOTS]

Checks: no console message, no request but for the file, charts drawn, hover and keyboard reach the marks with value
and source, tables sort, CSV downloads hold rows, no horizontal overflow at 360 and 1200 pixels in light and dark, every
part has a name for screen readers, and a printout keeps the charts. Ends with `N passed, N failed`.
"""

import csv
import json
import shutil
import sys
import traceback
from pathlib import Path

from playwright.sync_api import sync_playwright

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@check
def opens_without_a_message_and_without_a_request(tab):
    assert not tab.messages, tab.messages
    assert tab.requests == [tab.url], tab.requests
    assert tab.page.evaluate("document.documentElement.classList.contains('ready')"), "the script did not run"


@check
def draws_every_chart(tab):
    drawn = tab.page.evaluate(
        """[...document.querySelectorAll('figure[data-chart]')].map(f => {
             const svgs = [...f.querySelectorAll('svg.drawing')];
             const box = f.getBoundingClientRect();
             const ink = svgs.every(s => { const b = s.getBoundingClientRect(); return b.width > 150 && b.height > 30; });
             const marks = f.querySelectorAll('.mark').length;
             return [f.dataset.chart, box.width > 150 && ink, marks, f.querySelectorAll('tbody tr').length];
           })"""
    )
    assert len(drawn) > 8, drawn
    for name, sized, marks, rows in drawn:
        assert sized and (marks or rows), (name, sized, marks, rows)


@check
def outlines_lie_within_their_map(tab):
    beyond = tab.page.evaluate(
        """[...document.querySelectorAll('svg.drawing')].filter(s => s.querySelector('use.land')).flatMap(s => {
             const b = s.getBoundingClientRect();
             return [...s.querySelectorAll('use.land')].filter(u => {
               const r = u.getBoundingClientRect();
               return r.width > 0.97 * b.width || r.left < b.left - 2 || r.right > b.right + 2;
             }).map(u => u.getAttribute('href') + ' ' + Math.round(u.getBoundingClientRect().width) + ' of ' + Math.round(b.width));
           })"""
    )
    # Three states have land on both sides of 180 degrees.
    wide = {b.split()[0] for b in beyond}
    assert wide <= {"#o-RUS", "#o-USA", "#o-FJI", "#o-NZL", "#o-KIR", "#o-UMI"}, beyond


@check
def hover_tells_value_and_source(tab):
    mark = tab.page.locator("figure svg[data-near] .mark").nth(3)
    mark.scroll_into_view_if_needed()
    mark.hover()
    told = tab.page.locator("#tip").inner_text()
    assert "Source:" in told and any(c.isdigit() for c in told), told
    cell = tab.page.locator("table.paired data[data-r]").first
    cell.scroll_into_view_if_needed()
    cell.hover()
    assert "Source:" in tab.page.locator("#tip").inner_text()


@check
def keyboard_reaches_points(tab):
    tab.page.evaluate("document.querySelector('figure svg.drawing .mark').focus()")
    first = tab.page.evaluate("document.activeElement.dataset.i")
    assert tab.page.locator("#tip").is_visible()
    tab.page.keyboard.press("ArrowRight")
    second = tab.page.evaluate("document.activeElement.dataset.i")
    assert first is not None and second not in (None, first), (first, second)
    assert tab.page.evaluate("document.activeElement.getAttribute('aria-label')")
    tab.page.keyboard.press("End")
    tab.page.keyboard.press("Escape")
    assert not tab.page.locator("#tip").is_visible()
    # One stop a drawing.
    stops = tab.page.evaluate(
        "[...document.querySelectorAll('svg.drawing')].map(s => s.querySelectorAll('.mark[tabindex=\"0\"]').length)"
    )
    assert all(n == 1 for n in stops), stops


@check
def skip_link_comes_first(tab):
    fresh = tab.browser.new_page()
    fresh.goto(tab.url)
    fresh.keyboard.press("Tab")
    assert fresh.evaluate("document.activeElement.className") == "skip"
    fresh.keyboard.press("Enter")
    assert fresh.evaluate("location.hash") == "#main"
    fresh.close()


@check
def a_table_sorts_both_ways_with_missing_last(tab):
    order = """t => [...t.tBodies[0].rows].map(r => { const d = r.cells[1].querySelector('data');
                 return d && d.hasAttribute('value') ? +d.getAttribute('value') : null; })"""
    table = tab.page.locator("table.sortable:has(tbody tr:nth-child(5)):has(thead th:nth-child(2).num)").first
    head = table.locator("thead th").nth(1)
    for direction in ("descending", "ascending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == direction
        values = table.evaluate(order)
        known = [v for v in values if v is not None]
        assert known == sorted(known, reverse=direction == "descending"), values
        assert values[: len(known)] == known, values


@check
def a_chart_shows_its_data_and_gives_them_as_csv(tab):
    answer = json.loads(tab.page.locator("#answer").evaluate("e => e.textContent"))
    for chart in answer["charts"][:3] + answer["charts"][-2:]:
        figure = tab.page.locator(f"figure[data-chart='{chart['id']}']")
        if figure.locator("details.data").count():
            figure.locator("details.data summary").click()
            assert figure.locator("details.data tbody tr").count() == len(chart["rows"]), chart["id"]
        with tab.page.expect_download() as download:
            figure.locator("button[data-csv]").click()
        with open(download.value.path(), newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert download.value.suggested_filename == chart["id"] + ".csv"
        assert rows[0] == chart["columns"] and len(rows) == len(chart["rows"]) + 1, chart["id"]
        for got, cells in zip(rows[1:], chart["rows"]):
            for text, cell in zip(got, cells):
                same = float(text) == cell if isinstance(cell, (int, float)) else text == (cell or "")
                assert same, (chart["id"], text, cell)


@check
def a_table_of_figures_gives_csv_in_full_precision(tab):
    with tab.page.expect_download() as download:
        tab.page.locator("button[data-table]").first.click()
    rows = list(csv.reader(open(download.value.path(), newline="", encoding="utf-8")))
    numbers = [cell for row in rows[1:] for cell in row if cell.replace(".", "", 1).replace("-", "", 1).isdigit()]
    assert len(rows) > 3 and any(len(n) > 12 for n in numbers), rows


@check
def losses_claims_and_probabilities_sort_by_number(tab):
    found = tab.page.evaluate(
        """[['rupture', 2], ['claims', 4], ['partnership', 3]].map(([id, column]) => {
             const table = document.querySelector(`table[id^=b-${id}-]`);
             const button = table.tHead.rows[0].cells[column].querySelector('button');
             const values = () => [...table.tBodies[0].rows].map(r => r.cells[column].querySelector('data'))
               .filter(d => d && d.hasAttribute('value')).map(d => +d.getAttribute('value'));
             button.click(); const down = values(); button.click(); const up = values();
             return [id, down, up];
           })"""
    )
    for name, down, up in found:
        assert len(down) > 3 and down == sorted(down, reverse=True) and up == sorted(up), (name, down, up)
    told = tab.page.locator("#s-claims data[data-d]").first
    told.scroll_into_view_if_needed()
    told.hover()
    assert "Source:" in tab.page.locator("#tip").inner_text()


@check
def nothing_is_wider_than_the_window(tab):
    for width in (360, 480, 820, 1200):
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme)
            tab.page.set_viewport_size({"width": width, "height": 800})
            over = tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, (width, scheme, over)
    tab.page.emulate_media(color_scheme="light")


@check
def both_schemes_differ(tab):
    ground = {}
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        ground[scheme] = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
    tab.page.emulate_media(color_scheme="light")
    assert ground["light"] != ground["dark"], ground


@check
def texts_of_drawings_can_be_read_on_a_phone(tab):
    tab.page.set_viewport_size({"width": 360, "height": 740})
    sizes = tab.page.evaluate(
        """[...document.querySelectorAll('svg.drawing text')].map(t =>
             parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width / 480)"""
    )
    tab.page.set_viewport_size({"width": 1200, "height": 900})
    assert sizes and min(sizes) >= 9, min(sizes)


@check
def parts_have_names(tab):
    without = tab.page.evaluate(
        """[...document.querySelectorAll('section,nav,svg.drawing,[role=region],button,summary,figure,.mark')].filter(e => {
             const by = e.getAttribute('aria-labelledby');
             return !(e.getAttribute('aria-label') || (by && document.getElementById(by)) || e.textContent.trim());
           }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not without, without[:5]
    tables = tab.page.evaluate("[...document.querySelectorAll('table')].filter(t => !t.caption).length")
    ids = tab.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    levels = tab.page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert tables == 0 and len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels


@check
def a_printout_keeps_the_charts(tab):
    tab.page.emulate_media(media="print")
    seen = tab.page.evaluate(
        """[getComputedStyle(document.querySelector('nav')).display,
            [...document.querySelectorAll('svg.drawing')].every(s => s.getBoundingClientRect().height > 20)]"""
    )
    tab.page.emulate_media(media="screen")
    assert seen == ["none", True], seen


class Tab:
    """A page with what it said and asked for."""

    def __init__(self, browser, path):
        self.browser = browser
        self.url = Path(path).resolve().as_uri()
        self.page = browser.new_page(viewport={"width": 1200, "height": 900}, color_scheme="light", accept_downloads=True)
        self.messages, self.requests = [], []
        self.page.on("console", lambda m: self.messages.append(f"{m.type}: {m.text}"))
        self.page.on("pageerror", lambda e: self.messages.append(str(e)))
        self.page.on("request", lambda r: None if r.url.startswith(("data:", "blob:")) else self.requests.append(r.url))
        self.page.goto(self.url)


def screenshots(browser, path, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, width, height, scheme in (
        ("light", 1200, 1500, "light"),
        ("dark", 1200, 1500, "dark"),
        ("phone", 360, 1500, "light"),
    ):
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.goto(Path(path).resolve().as_uri())
        page.screenshot(path=folder / f"{name}.png")
        page.close()
    page = browser.new_page()
    page.goto(Path(path).resolve().as_uri())
    page.pdf(path=folder / "print.pdf", format="A4", prefer_css_page_size=True, print_background=True)


def main(path, folder=None):
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    failed = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = Tab(browser, path)
        for function in CHECKS:
            name = function.__name__.replace("_", " ")
            try:
                function(tab)
                print(f"ok      {name}")
            except Exception:  # every check is run and told
                failed += 1
                print(f"FAILED  {name}")
                traceback.print_exc(file=sys.stdout)
        if tab.messages or tab.requests != [tab.url]:
            failed += 1
            print("FAILED  quiet to the end", tab.messages, tab.requests)
        if folder:
            screenshots(browser, path, Path(folder))
        browser.close()
    print(f"page: {len(CHECKS) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
