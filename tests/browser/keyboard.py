"""Going through a page by the keyboard alone."""

from playwright.sync_api import Page


def tab_to(page: Page, name: str) -> None:
    """Move the focus forward until it is on the control with this name; where it stands can be seen."""
    wanted = page.get_by_label(name).or_(page.get_by_role("button", name=name)).or_(page.get_by_role("link", name=name))
    for _step in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("all => all.includes(document.activeElement)"):
            shown = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            )
            assert shown, f"nothing shows that the focus is on {name}"
            return
    raise AssertionError(f"Tab never reaches {name} on {page.url}")


def press(page: Page, name: str) -> None:
    """Reach a button or link by Tab and press it with Enter; come back on the page that it leads to."""
    tab_to(page, name)
    with page.expect_event("load"):
        page.keyboard.press("Enter")
