// Keeps what somebody writes: sends it shortly after the last key, and says honestly whether it is saved.
//
// The form names its address in data-autosave, its fields with data-autosave-field, and its sentences in
// data-autosave-* attributes, so that they are translated where the page is. Nothing is kept in the browser.

const QUIET = 1500; // milliseconds after the last key
const LONGEST = 10000; // milliseconds that somebody who never pauses may be unsaved
const FIRST_RETRY = 5000;
const LAST_RETRY = 60000;
const KEEPALIVE_BYTES = 60 * 1024; // browsers refuse to outlive the page with more than 64 KiB

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.fields = [...form.querySelectorAll("[data-autosave-field]")];
    this.number = 0; // of the last version sent: the server keeps the highest of one edit
    this.saved = "autosaveUnsaved" in form.dataset ? null : this.words(asLoaded);
    this.sending = null; // the words on their way, and the promise of their arrival
    this.arrival = null;
    this.timer = null;
    this.firstUnsaved = 0;
    this.retries = 0;
    this.notBefore = 0; // the server asked for a rest, or cannot be reached
    this.stopped = false; // changed elsewhere: only the person can decide which words to keep
    this.trouble = false;
    this.submitting = false;
    this.listen();
    if (this.dirty) this.schedule();
  }

  listen() {
    this.form.addEventListener("input", () => this.schedule());
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => this.flush());
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.sendAtOnce());
    addEventListener("beforeunload", (event) => this.leave(event));
    addEventListener("pageshow", () => { this.submitting = false; });
  }

  words(value = (field) => field.value) {
    return JSON.stringify(Object.fromEntries(this.fields.map((field) => [field.name, value(field)])));
  }

  get dirty() {
    return this.words() !== this.saved;
  }

  schedule(wait = QUIET) {
    const now = Date.now();
    this.firstUnsaved ||= now;
    clearTimeout(this.timer);
    const due = Math.max(this.notBefore, Math.min(now + wait, this.firstUnsaved + LONGEST));
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
    while (this.arrival && !this.stopped) await this.arrival;
    if (this.stopped || this.submitting || !this.dirty) return;
    this.send();
    await this.arrival;
  }

  /** The page is going away: what is on its way may be old, and waiting for it would lose the last words. */
  sendAtOnce() {
    if (this.stopped || this.submitting || !this.dirty || this.sending === this.words()) return;
    this.send();
  }

  send() {
    const words = this.words();
    this.number += 1;
    this.sending = words;
    const arrival = this.put(words, this.number)
      .then((answer) => this.answered(answer, words), () => this.unreached())
      .finally(() => {
        if (this.arrival !== arrival) return;
        this.arrival = this.sending = null;
      });
    this.arrival = arrival;
  }

  put(words, number) {
    const { edit, token, csrf_token: csrf, revision } = this.form.elements;
    const body = JSON.stringify({ fields: JSON.parse(words), edit: edit.value, number, token: token?.value ?? "" });
    return fetch(this.form.dataset.autosave, {
      method: "PUT",
      body,
      headers: { "Content-Type": "application/json", "If-Match": `"${revision.value}"`, "X-CSRFToken": csrf.value },
      credentials: "same-origin",
      redirect: "manual", // a redirect is the sign-in page, never a save
      keepalive: outlivesPage(body),
    });
  }

  answered(answer, words) {
    const revision = answer.headers.get("ETag")?.replace(/^W\/|"/g, "");
    if (answer.ok && revision) return this.arrived(words, revision);
    if (answer.status === 412) {
      this.stopped = true;
      return this.say("changed");
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") return this.say("locked");
    if (answer.status === 429 || answer.status >= 500) {
      this.retry(answer);
      return this.say("again");
    }
    return this.say("refused");
  }

  arrived(words, revision) {
    this.form.elements.revision.value = revision;
    this.saved = words;
    this.retries = this.notBefore = 0;
    this.say("saved");
    document.dispatchEvent(new Event("app:used")); // a save is use of the journal
    this.settle();
    if (this.dirty) this.schedule();
  }

  /** A new reflection has an address of its own once it is kept: reloading must find the words. */
  settle() {
    const address = new URL(this.form.getAttribute("action"), location.href); // form.action would be a button
    if (address.pathname !== location.pathname) history.replaceState(null, "", address);
  }

  unreached() {
    this.retry();
    this.say("offline");
  }

  say(what) {
    this.trouble = what !== "saved";
    const sentence = this.text(what).replace("{time}", clock());
    if (this.status.dataset.said === what + sentence) return;
    this.status.dataset.said = what + sentence;
    this.status.dataset.state = this.trouble ? "trouble" : "saved";
    this.status.replaceChildren(sentence);
    if (what === "locked") this.status.append(" ", this.unlockLink());
  }

  text(what) {
    return this.form.dataset[`autosave${what[0].toUpperCase()}${what.slice(1)}`] ?? "";
  }

  unlockLink() {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = this.text("unlock");
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = this.text("unlockLink");
    return link;
  }

  /** The form goes as it is: it holds the latest words, and a number above every save on its way. */
  submit(event) {
    if (event.defaultPrevented) return;
    clearTimeout(this.timer);
    this.submitting = true;
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
    if (this.submitting || !this.dirty || document.body.dataset.leaving) return;
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

function clock() {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit", hour12: true });
  return format.format(new Date()).replace(/\s/g, "");
}

/** Starts to keep what is written in `form`; the answer's flush() saves at once. */
export function startAutosave(form) {
  return new Draft(form);
}
