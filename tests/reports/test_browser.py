"""The page in a real browser, at the size of nixpkgs: search, filter, sort, drill down, keys, themes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from eval_jobs.reporting import FORMATS, collect
from tests.reports.runs import write_run

selenium = pytest.importorskip("selenium", reason="selenium is not installed")

ROWS = 34_299


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium with the page of a large run open."""
    if shutil.which("chromium") is None or shutil.which("chromedriver") is None:
        pytest.skip("chromium and chromedriver are not installed")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    folder = tmp_path_factory.mktemp("report")
    page = folder / "report.html"
    page.write_text(FORMATS["html"](collect(write_run(folder / "run", ROWS))))
    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        driver.get(page.as_uri())
        wait(driver, "return document.documentElement.dataset.ready === 'yes'")
        yield driver
    finally:
        driver.quit()


def wait(driver: Any, script: str) -> None:
    """Wait until a script gives true."""
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(driver, 60).until(lambda each: each.execute_script(script))


def count(driver: Any) -> str:
    return str(driver.find_element("id", "count").text)


def names(driver: Any) -> list[str]:
    return list(driver.execute_script("return [...document.querySelectorAll('.row .name')].map(e => e.textContent)"))


def search(driver: Any, text: str) -> None:
    box = driver.find_element("id", "search")
    box.clear()
    driver.execute_script("arguments[0].dispatchEvent(new Event('input'))", box)
    if text:
        box.send_keys(text)


def test_everything_that_is_done_with_the_page(browser: Any) -> None:
    """One walk through the page; the console stays empty all the way."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    paint = browser.execute_script("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    assert paint is not None
    print(f"first paint of {ROWS} rows: {paint:.0f} ms")

    # Only differences at first, and only what is in sight is drawn.
    assert count(browser) == "3,430 of 34,299 attributes"
    assert 10 < len(names(browser)) < 100
    browser.find_element("id", "only").click()
    assert count(browser) == "34,299 attributes"

    search(browser, "set7.name-10")
    assert "of 34,299" in count(browser) and all("set7.name-10" in name for name in names(browser))
    search(browser, "there is no such thing")
    assert count(browser).startswith("0 of") and "No attribute" in browser.find_element("id", "view").text
    search(browser, "")

    chip = next(each for each in browser.find_elements("css selector", ".chip") if "both-fail-alike" in each.text)
    chip.click()
    assert count(browser) == "1,715 of 34,299 attributes" and chip.get_attribute("aria-pressed") == "true"
    chip.click()

    time = browser.find_element("css selector", ".head button[data-key=time]")
    time.click()
    assert time.get_attribute("aria-sort") == "descending"
    assert "0.899 s" in browser.find_element("css selector", ".row").text

    # Keys: down, open, close.
    view = browser.find_element("id", "view")
    browser.execute_script("arguments[0].focus()", view)
    ActionChains(browser).send_keys("j", "j", Keys.ENTER).perform()
    panel = browser.find_element("id", "panel")
    assert panel.is_displayed() and "nixray debug /src/nixpkgs" in panel.text and "nixray bundle" in panel.text
    assert "#attr=" in browser.current_url
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert not panel.is_displayed()

    # From a cause to an attribute, and back to the cause.
    browser.find_element("css selector", "#cause-1 .names a").click()
    wait(browser, "return !document.getElementById('panel').hidden")
    assert "explained by" in panel.text and "diff-drv" in panel.text
    browser.find_element("id", "close").click()

    # The end of the list is there as well.
    browser.execute_script("document.getElementById('view').scrollTop = 1e9")
    wait(browser, "return [...document.querySelectorAll('.row')].some(e => Number(e.dataset.index) === 34298)")

    theme = browser.find_element("id", "theme")
    theme.click()
    theme.click()
    assert browser.execute_script("return document.documentElement.dataset.theme") == "dark"
    background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(15, 19, 23)"
    assert browser.get_log("browser") == []


def test_the_page_asks_the_network_for_nothing(browser: Any) -> None:
    """Nothing but the page itself was loaded."""
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in loaded if not name.startswith("data:")] == []
