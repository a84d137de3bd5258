// Says five minutes before that the journal is about to lock, and lets somebody stay (WCAG 2.2.1); once it has locked,
// lets them unlock it where they are.
//
// The page knows for how long it was good when it came: seconds, because clocks differ. What autosave sends counts as
// use, so does typing elsewhere, and so does the button. Without a script nothing is said: what is sent late is kept
// for its author.
import { askStanding, LONGEST_WAIT, told } from "./here.mjs";

const WARNING = 5 * 60 * 1000; // milliseconds before
const NOTED_EVERY = 60 * 1000; // the server notes use once a minute

class Locking {
  constructor(root) {
    this.root = root;
    this.said = root.querySelector("[data-locking-words]");
    this.staying = root.querySelector("[data-locking-stay]");
    this.opening = root.querySelector("[data-locking-unlock]");
    this.elsewhere = root.querySelector("[data-locking-sign-in]");
    this.typing = null; // where somebody was when it locked
    this.shut = ""; // "locked", "signedOut" or "unfinished", once the server has said so or the time is over
    this.timer = null;
    this.good({ locks_in: root.dataset.locksIn, ends_in: root.dataset.endsIn });
    this.listen();
  }

  listen() {
    this.staying.addEventListener("submit", (event) => {
      event.preventDefault();
      this.stay();
    });
    this.opening.addEventListener("submit", (event) => {
      event.preventDefault();
      this.unlock();
    });
    document.addEventListener("app:used", () => this.used());
    document.addEventListener("app:shut", ({ detail }) => this.close(detail));
    document.addEventListener("input", ({ target }) => this.typed(target));
    document.addEventListener("focusin", ({ target }) => { if (!this.root.contains(target)) this.typing = target; });
    for (const event of ["visibilitychange", "pageshow"]) addEventListener(event, () => this.wake(), true);
  }

  good({ locks_in: locksIn, ends_in: endsIn }) {
    this.idle = this.root.dataset.locksIn * 1000;
    this.ends = Date.now() + endsIn * 1000;
    this.locks = Math.min(Date.now() + locksIn * 1000, this.ends);
    this.noted = Date.now();
    this.shut = "";
    this.look();
  }

  used() {
    this.locks = Math.min(Date.now() + this.idle, this.ends);
    this.noted = Date.now();
    this.shut = "";
    this.look();
  }

  /** Shows what is true now, and looks again when that changes. A machine that slept looks when it wakes. */
  look() {
    clearTimeout(this.timer);
    if (this.shut) return;
    const left = this.locks - Date.now();
    if (left <= 0) return this.close(this.locks < this.ends ? "locked" : "signedOut");
    this.timer = setTimeout(() => this.look(), left > WARNING ? left - WARNING : left);
    if (left > WARNING) return this.say("", null);
    const minutes = Math.max(1, Math.round(left / 60000));
    const stays = this.locks < this.ends;
    return this.say(inMinutes(this.root.dataset[stays ? "locking" : "ending"], minutes), stays ? this.staying : null);
  }

  /** Somebody looks at the page again. Another tab may have kept the journal open, or opened it. */
  async wake() {
    if (document.visibilityState !== "visible") return;
    this.look();
    if (this.shut) await this.ask();
  }

  async ask() {
    const standing = await askStanding();
    if (standing?.signedOut) return this.close("signedOut");
    if (!standing) return;
    if (!standing.locks_in) return this.close("locked");
    this.good(standing);
    document.dispatchEvent(new Event("app:opened"));
  }

  close(why) {
    clearTimeout(this.timer);
    this.shut = why;
    this.say(this.root.dataset[why] ?? "", { locked: this.opening, signedOut: this.elsewhere }[why] ?? null);
  }

  /** Typing is use, also where nothing is saved by itself. */
  typed(target) {
    if (this.shut || this.root.contains(target) || target.closest("form[data-autosave]")) return;
    if (Date.now() - this.noted > NOTED_EVERY) this.stay();
  }

  async stay() {
    this.noted = Date.now();
    const body = new FormData(this.staying);
    const answer = await fetch(this.staying.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.ok) this.used();
    else if (answer) await this.ask();
  }

  async unlock(again = false) {
    const { passphrase, csrf_token: csrf } = this.opening.elements;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf.value };
    const body = JSON.stringify({ passphrase: passphrase.value });
    const signal = AbortSignal.timeout(LONGEST_WAIT);
    const answer = await fetch(this.opening.dataset.lockingUnlock, { method: "POST", headers, body, signal }).catch(() => null);
    if (answer?.ok) {
      passphrase.value = "";
      this.problem("");
      await this.ask();
      this.typing?.focus();
      return;
    }
    const { why, sentence } = answer ? await told(answer) : { sentence: this.root.dataset.offline };
    if (why === "signed-out") return this.close("signedOut");
    if (why === "csrf" && !again && (await askStanding())) return this.unlock(true);
    this.problem(sentence ?? this.root.dataset.failed);
    passphrase.focus();
  }

  problem(sentence) {
    const line = this.opening.querySelector("[data-locking-problem]");
    line.hidden = !sentence;
    line.textContent = sentence;
    this.opening.querySelector(".govuk-form-group").classList.toggle("govuk-form-group--error", Boolean(sentence));
    this.opening.elements.passphrase.toggleAttribute("aria-invalid", Boolean(sentence));
  }

  say(sentence, shown) {
    this.root.hidden = !sentence;
    document.documentElement.classList.toggle("app-has-notice", Boolean(sentence));
    for (const part of [this.staying, this.opening, this.elsewhere]) part.hidden = part !== shown;
    if (this.said.textContent !== sentence) this.said.textContent = sentence;
  }
}

/** The sentence for so many minutes. The page brings one for each kind of number that its language has: one, few, other. */
function inMinutes(sentences, minutes) {
  const kind = new Intl.PluralRules(document.documentElement.lang).select(minutes);
  return JSON.parse(sentences)[kind].replace("{minutes}", minutes);
}

/** Starts to watch the time; `root` is the notice, hidden in the page. */
export function startLocking(root) {
  if (root) new Locking(root);
}
