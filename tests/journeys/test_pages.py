"""Every page of the officer: axe-clean in light, dark and at 390 px; pictures for the manual."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    ("home", "/"),
    ("harvest", "/harvest/"),
    ("harvest-by", "/harvest/by/?by=place"),
    ("towns", "/harvest/towns/"),
    ("indicators", "/indicators/"),
    ("indicator", "/indicators/ a[href^='/indicators/']"),
    ("outcomes", "/outcomes/"),
    ("outcomes-targets", "/outcomes/targets/"),
    ("contacts", "/contacts/"),
    ("contact", "/contacts/ a[href^='/contacts/']"),
    ("contact-cards", "/contacts/cards/"),
    ("contact-material", "/contacts/ a[href^='/contacts/materials/']"),
    ("contact-handovers", "/contacts/handovers/"),
    ("contact-duplicates", "/contacts/duplicates/"),
    ("groups", "/groups/"),
    ("group", "/groups/ a[href^='/groups/']"),
    ("group-new", "/groups/new/"),
    ("group-notes", "/groups/notes/"),
    ("roster", "/cadres/"),
    ("cadre", "/cadres/ a[href^='/cadres/'][href$='/']"),
    ("programmes", "/programmes/"),
    ("programme", "/programmes/ a[href^='/programmes/'][href$='/']"),
    ("post", "/programmes/ a[href^='/programmes/'][href$='/'] a[href^='/posts/']"),
    ("nomination", "/programmes/ a[href^='/programmes/'][href$='/'] a[href^='/nominations/']"),
    ("imports", "/imports/"),
    ("import", "/imports/ a[href^='/imports/'][href$='/']"),
    ("secondments", "/secondments/"),
    ("secondment", "/secondments/?state=SERVING a[href^='/secondments/']"),
    ("obligations", "/obligations/?all=1"),
    ("feedback", "/feedback/"),
    ("letter", "/feedback/ a[href^='/feedback/']"),
    ("exchanges", "/exchanges/"),
    ("exchange", "/exchanges/ a[href^='/exchanges/']"),
    ("teams", "/teams/"),
    ("team", "/teams/ a[href^='/teams/']"),
    ("month", "/obligations/month/?all=1"),
    ("route", "/feedback/route/"),
    ("templates", "/templates/"),
    ("rounds", "/assessments/"),
    ("results", "/assessments/ a[href$='/results/']"),
    ("round", "/assessments/ a[href^='/assessments/']:not([href$='/results/'])"),
    (
        "session",
        "/assessments/ a[href^='/assessments/']:not([href$='/results/']) "
        "a[href^='/assessments/sessions/']",
    ),
    ("schemes", "/assessments/schemes/"),
    ("method", "/assessments/method/"),
    ("new-round", "/do/ballot_round.make/"),
    ("panels", "/assessments/panels/"),
    ("panel", "/assessments/panels/ a[href^='/assessments/panels/']"),
    ("note", "/assessments/panels/ a[href^='/assessments/panels/'] a[href*='/notes/']"),
    ("quota", "/quota/"),
    ("pool", "/quota/ a[href^='/quota/pools/']"),
    ("assessed", "/quota/ a[href^='/quota/pools/'] a[href^='/quota/people/']"),
    ("audit", "/audit/"),
    ("settings", "/settings/"),
]


def reach(person: Any, steps: str) -> None:
    """The first word is an address, each further one a link inside the main part."""
    address, *links = steps.split(" a")
    person.go(address)
    for link in links:
        person.page.locator(f"main :is(table, .lane) a{link}").first.click()
        person.page.wait_for_load_state()


def violations(person: Any, **options: Any) -> list[str]:
    found = Axe().run(person.page, options={"resultTypes": ["violations"], **options})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]


COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def dark_violations(person: Any) -> list[str]:
    """In the dark only colours are others: the same page is looked at again for them."""
    root = "document.documentElement.dataset"
    person.page.evaluate(f"{root}.theme = 'dark'")
    found = violations(person, runOnly=COLOURS)
    person.page.evaluate(f"delete {root}.theme")
    return [f"dark {one}" for one in found]


def goes_sideways(person: Any) -> bool:
    return bool(
        person.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
    )


def test_pages_are_axe_clean(sign_in: Any) -> None:
    look_at_all(sign_in("zuzhi1", width=1440, height=900), "1440", dark=True)


def look_at_all(officer: Any, width: str, *, dark: bool) -> None:
    """Every page by axe, and none is wider than the window."""
    wrong = {}
    for name, steps in PAGES:
        reach(officer, steps)
        officer.picture(f"{name}-{width}-light")
        found = violations(officer) + (dark_violations(officer) if dark else [])
        if goes_sideways(officer):
            found.append("scrolls sideways")
        if found:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_phone_page_of_a_secondee_is_axe_clean(sign_in: Any, theme: str) -> None:
    person = sign_in("gua03", width=390, height=844)
    cookie = {"name": "theme", "value": theme, "url": person.site.address}
    person.page.context.add_cookies([cookie])
    person.go("/my/")
    assert person.page.evaluate("document.documentElement.dataset.theme") == theme
    person.picture(f"my-390-{theme}")
    assert violations(person) == []
    assert not goes_sideways(person)
