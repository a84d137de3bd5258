// What every page runs: the few GOV.UK Frontend components we use, the quick exit, and autosave where a form asks for it.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { startAutosave } from "./autosave.mjs";
import { startPasskey } from "./passkey.mjs";
import { startLocking } from "./locking.mjs";
import { startNoise } from "./noise.mjs";
import { startReview } from "./review.mjs";
import { startQuickExit } from "./quick-exit.mjs";

// GOV.UK Frontend looks for this on the body, which head.js runs too early to see.
document.body.classList.add("govuk-frontend-supported");

for (const Component of [Button, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink]) {
  for (const root of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      new Component(root);
    } catch (problem) {
      // One broken part must not take the rest of the page's script with it; the page works without any.
      console.error(problem);
    }
  }
}

const drafts = [...document.querySelectorAll("form[data-autosave]")].map(startAutosave);
startQuickExit(document.querySelector('[data-module="app-exit"]'), () => Promise.all(drafts.map((draft) => draft.part())));

startReview(document.querySelector("[data-review]"), () => Promise.all(drafts.map((draft) => draft.flush())));

startNoise(document.querySelector("[data-noise]"));

startLocking(document.querySelector("[data-locks-in]"));

document.querySelectorAll("form[data-passkey]").forEach(startPasskey);

// Locking and signing out end what a save needs, so they wait for it.
for (const form of document.querySelectorAll("form[data-after-saving]")) {
  form.addEventListener("submit", (event) => {
    if (!drafts.length) return;
    event.preventDefault();
    const enough = new Promise((resolve) => setTimeout(resolve, 2000));
    Promise.race([Promise.all(drafts.map((draft) => draft.flush())), enough]).finally(() => form.submit());
  });
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
