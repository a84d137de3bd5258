// "Exit this page": covers the page at once, saves what was typed, and leaves no step back to it.
import { ExitThisPage } from "govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs";

const LONGEST_SAVE = 800; // milliseconds: the page is blank by then, but its address still shows

/** Starts the quick exit on its element; `flush` promises that what is typed has been sent. */
export function startQuickExit(root, flush) {
  if (!root) return;
  // Shift pressed three times is for keyboards: on touch screens it fires by accident while somebody types.
  if (!matchMedia("(pointer: fine)").matches) document.body.dataset.govukFrontendExitThisPageKeypress = "true";

  class QuickExit extends ExitThisPage {
    exitPage() {
      if (document.body.dataset.leaving) return;
      document.body.dataset.leaving = "true";
      document.body.classList.add("govuk-exit-this-page-hide-content");
      this.announce();
      // Leaving ends the session, so a save that came second would be refused.
      const enough = new Promise((resolve) => setTimeout(resolve, LONGEST_SAVE));
      Promise.race([flush(), enough]).finally(() => location.replace(this.$button.href));
    }

    announce() {
      document.title = this.i18n.t("activated");
      this.$overlay = document.createElement("div");
      this.$overlay.className = "govuk-exit-this-page-overlay";
      this.$overlay.setAttribute("role", "alert");
      document.body.append(this.$overlay);
      this.$overlay.textContent = this.i18n.t("activated");
    }

    resetPage() {
      delete document.body.dataset.leaving;
      super.resetPage();
    }
  }
  QuickExit.moduleName = "app-exit";
  new QuickExit(root);
}
