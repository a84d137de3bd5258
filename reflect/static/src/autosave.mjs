// Keeps what somebody writes: sends it shortly after the last key, and says honestly whether it is saved.
//
// The form names its address in data-autosave (empty: nothing is saved until somebody decides), its fields with
// data-autosave-field, and its sentences in data-autosave-* attributes, so that they are translated where the page is.
// Nothing is kept in the browser. What cannot be saved when the page goes away is sent to be sealed for its author.
import { askStanding, LONGEST_WAIT, told } from "./here.mjs";

const QUIET = 1500; // milliseconds after the last key
const LONG_QUIET = 300; // for words that the browser would not carry out of a closing page
const LONGEST = 10000; // milliseconds that somebody who never pauses may be unsaved
const FIRST_RETRY = 5000;
const LAST_RETRY = 60000;
const KEEPALIVE_BYTES = 60 * 1024; // browsers refuse to outlive the page with more than 64 KiB
// What keeps a page from saving, by what the server says of it, and what the line says then.
const SHUT = { locked: "locked", "signed-out": "signedOut", unfinished: "unfinished", "someone-else": "elsewhere" };

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.fields = [...form.querySelectorAll("[data-autosave-field]")];
    this.number = 0; // of the last version sent: the server keeps the highest of one edit
    this.saved = "autosaveUnsaved" in form.dataset ? null : this.words("default");
    this.sending = null; // the promise of an arrival
    this.parting = null; // the words that were sent in a way that outlives the page
    this.handed = null; // the words that were sent to be sealed
    this.timer = null;
    this.firstUnsaved = 0;
    this.retries = 0;
    this.notBefore = 0; // the server asked for a rest, or cannot be reached
    this.stopped = !form.dataset.autosave; // only the person can decide which words to keep
    this.shut = this.stopped; // what is sent to be saved would be refused
    this.trouble = this.stopped;
    this.unreachable = false;
    this.submitting = false;
    this.listen();
    if (this.dirty) this.schedule();
  }

  listen() {
    this.form.addEventListener("input", () => this.schedule());
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.sendAtOnce() : this.flush()));
    document.addEventListener("app:opened", () => this.flush());
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.handOverAtOnce());
    addEventListener("beforeunload", (event) => this.leave(event));
    addEventListener("pageshow", () => { this.submitting = false; });
  }

  /** What is in the fields, or with "default" what the page came with. Of radio buttons, the one that is chosen. */
  words(kind = "now") {
    const found = {};
    for (const field of this.fields) {
      if (field.type !== "radio") found[field.name] = kind === "now" ? field.value : asLoaded(field);
      else if (kind === "now" ? field.checked : field.defaultChecked) found[field.name] = field.value;
    }
    return JSON.stringify(found);
  }

  get dirty() {
    return this.words() !== this.saved;
  }

  /** Ticks are not saved by themselves: pressing Save is what makes them so. */
  get ticked() {
    const choices = [...this.form.elements].filter(({ type }) => type === "checkbox" || type === "radio");
    return choices.some((field) => !this.fields.includes(field) && field.checked !== field.defaultChecked);
  }

  schedule() {
    const now = Date.now();
    const quiet = outlivesPage(this.words()) ? QUIET : LONG_QUIET;
    this.firstUnsaved ||= now;
    clearTimeout(this.timer);
    const due = Math.max(this.notBefore, Math.min(now + quiet, this.firstUnsaved + LONGEST));
    this.timer = setTimeout(() => this.flush(), Math.max(0, due - now));
  }

  retry(answer) {
    const asked = Number(answer?.headers.get("Retry-After")) * 1000;
    const wait = asked > 0 ? asked : Math.min(FIRST_RETRY * 2 ** this.retries, LAST_RETRY);
    this.retries += 1;
    this.notBefore = Date.now() + wait;
    this.schedule();
  }

  /** Saves what is not saved yet, behind a save that is on its way. Settles when there is nothing left to send. */
  async flush() {
    clearTimeout(this.timer);
    this.firstUnsaved = 0;
    while (this.sending && !this.stopped) await this.sending;
    if (this.stopped || this.submitting || !this.dirty) return;
    await this.send();
  }

  /** Before the page is left for good: saves, or has sealed what cannot be saved. */
  async part() {
    await this.flush();
    if (this.dirty && this.shut) await this.handOver();
  }

  /** The page may be going away: what is on its way may be old, or die with the page. */
  sendAtOnce() {
    if (this.stopped || this.submitting || !this.dirty || this.parting === this.words()) return;
    this.parting = this.words();
    this.send({ keepalive: true });
  }

  /**
   * The page goes away. A form post is saved, or else sealed: also when the journal was locked elsewhere, or the session
   * ends before it arrives. So it follows a save that is on its way, which would then only be refused.
   */
  handOverAtOnce() {
    if (!this.submitting && this.dirty) this.handOver();
  }

  async handOver() {
    const words = this.words();
    if (this.handed === words) return;
    this.handed = words;
    this.count();
    const body = new URLSearchParams(new FormData(this.form));
    body.set("keep", "1");
    const keepalive = outlivesPage(body.toString());
    const sent = { method: "POST", body, redirect: "manual", keepalive };
    const answer = await fetch(this.form.getAttribute("action"), sent).catch(() => null);
    if (!answer?.ok) this.handed = null; // nobody has them: the page may be shown again, and go away once more
  }

  send({ keepalive = false } = {}) {
    const words = this.words();
    this.number += 1;
    const arrival = this.put(words, this.number, keepalive)
      .then((answer) => this.answered(answer, words), () => this.unreached())
      .finally(() => { if (this.sending === arrival) this.sending = null; });
    this.sending = arrival;
    return arrival;
  }

  put(words, number, keepalive) {
    const { edit, token, csrf_token: csrf, revision } = this.form.elements;
    const body = JSON.stringify({ fields: JSON.parse(words), edit: edit.value, number, token: token?.value ?? "" });
    return fetch(this.form.dataset.autosave, {
      method: "PUT",
      body,
      headers: { "Content-Type": "application/json", "If-Match": `"${revision.value}"`, "X-CSRFToken": csrf.value },
      credentials: "same-origin",
      redirect: "manual", // a redirect is another page, never a save
      keepalive: keepalive && outlivesPage(body), // only then: what is on its way counts against the limit
      signal: keepalive ? null : AbortSignal.timeout(LONGEST_WAIT),
    });
  }

  async answered(answer, words) {
    this.unreachable = false;
    const revision = answer.headers.get("ETag")?.replace(/^W\/|"/g, "");
    if (answer.ok && revision) return this.arrived(words, revision);
    this.parting = null;
    if (answer.status === 412) {
      this.stopped = this.shut = true;
      return this.say("changed");
    }
    if (answer.status === 429 || answer.status >= 500) {
      this.retry(answer);
      return this.say("again");
    }
    return this.refused(await told(answer), words);
  }

  /** The server says why; what can be mended on this page is mended here. */
  async refused({ why, sentence }, words) {
    if (why === "csrf" && this.renewing !== words) {
      this.renewing = words; // once for the same words
      if ((await askStanding()) && !this.submitting) return this.send();
    }
    this.shut = true;
    const what = SHUT[why] ?? "refused";
    this.say(what, sentence);
    if (what !== "refused") document.dispatchEvent(new CustomEvent("app:shut", { detail: what }));
  }

  arrived(words, revision) {
    this.form.elements.revision.value = revision;
    this.saved = words;
    this.retries = this.notBefore = 0;
    this.shut = false;
    this.say("saved");
    document.dispatchEvent(new Event("app:used")); // a save is use of the journal
    this.settle();
    if (this.dirty) this.schedule();
  }

  /** A new reflection has an address of its own once it is kept: reloading must find the words. */
  settle() {
    if (this.form.elements.revision.value === "0") return;
    const address = new URL(this.form.getAttribute("action"), location.href); // form.action would be a button
    if (address.pathname !== location.pathname) history.replaceState(null, "", address);
  }

  unreached() {
    this.unreachable = true;
    this.parting = null;
    this.retry();
    this.say("offline");
  }

  say(what, sentence = "") {
    this.trouble = what !== "saved" && what !== "saving";
    const said = this.text(what).replace("{time}", clock()).replace("{why}", sentence);
    if (!this.status || this.status.dataset.said === what + said) return;
    this.status.dataset.said = what + said;
    this.status.dataset.state = this.trouble ? "trouble" : "saved";
    this.status.replaceChildren(said);
    if (what === "locked") this.status.append(" ", this.unlockButton());
  }

  text(what) {
    return this.form.dataset[`autosave${what[0].toUpperCase()}${what.slice(1)}`] ?? "";
  }

  unlockButton() {
    const button = document.createElement("button");
    button.className = "app-button-link";
    button.type = "button";
    button.textContent = this.text("unlock");
    button.addEventListener("click", () => document.getElementById("unlock-here")?.focus());
    return button;
  }

  /**
   * The form goes once the server is known to be there and open: a page that does not arrive takes the words with it.
   * It holds the latest words, and a number above every save on its way.
   */
  async submit(event) {
    if (event.defaultPrevented) return;
    if (!this.checked) {
      event.preventDefault();
      if (this.checking) return;
      this.checking = true;
      this.checked = await this.answers();
      this.checking = false;
      if (this.checked) this.form.requestSubmit(event.submitter);
      this.checked = false;
      return;
    }
    clearTimeout(this.timer);
    this.submitting = true;
    this.count();
  }

  async answers() {
    if (this.dirty) this.say("saving");
    const standing = await askStanding();
    if (!standing) this.unreached();
    const shut = standing && (standing.signedOut ? "signedOut" : standing.locks_in ? "" : "locked");
    if (shut) {
      this.shut = true;
      this.say(shut);
      document.dispatchEvent(new CustomEvent("app:shut", { detail: shut }));
    }
    return standing && !shut;
  }

  count() {
    this.number += 1;
    let number = this.form.elements.number;
    if (!number) {
      number = document.createElement("input");
      number.type = "hidden";
      number.name = "number";
      this.form.append(number);
    }
    number.value = this.number;
  }

  leave(event) {
    if (this.submitting || document.body.dataset.leaving) return;
    if (this.ticked) event.preventDefault();
    if (!this.dirty) return;
    this.sendAtOnce();
    if (this.trouble || !outlivesPage(this.words())) event.preventDefault();
  }
}

/** What a field held when the page came: a choice says it by its option. */
function asLoaded(field) {
  return field.defaultValue ?? [...field.options].find((option) => option.defaultSelected)?.value ?? "";
}

function outlivesPage(body) {
  return new TextEncoder().encode(body).length < KEEPALIVE_BYTES;
}

/** The time as the page says times: 2:41pm, or as the page's language writes it. */
function clock() {
  const { lang } = document.documentElement;
  const english = lang.startsWith("en");
  const format = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", hour12: english || undefined });
  return english ? format.format(new Date()).replace(/\s/g, "") : format.format(new Date());
}

/** Starts to keep what is written in `form`; the answer's flush() saves at once, and its part() before leaving. */
export function startAutosave(form) {
  return new Draft(form);
}
