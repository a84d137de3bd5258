// Says five minutes before that the journal is about to lock, and lets somebody stay (WCAG 2.2.1).
//
// The page knows for how long it was good when it came: seconds, because clocks differ. What autosave sends counts as
// use, and so does the button. Without a script nothing is said: what is sent late is kept for its author.

const WARNING = 5 * 60 * 1000; // milliseconds before

/** Starts to watch the time; `root` is the notice, hidden in the page. */
export function startLocking(root) {
  if (!root) return;
  const { locksIn, endsIn, locking, ending, locked } = root.dataset;
  const words = root.querySelector("[data-locking-words]");
  const form = root.querySelector("form");
  const ends = Date.now() + endsIn * 1000;
  let locks = 0;
  let timer = null;

  function used() {
    locks = Math.min(Date.now() + locksIn * 1000, ends);
    look();
  }

  /** Shows what is true now, and looks again when that changes. A machine that slept looks when it wakes. */
  function look() {
    clearTimeout(timer);
    const left = locks - Date.now();
    if (left <= 0) return say(locked, false);
    timer = setTimeout(look, left > WARNING ? left - WARNING : left);
    if (left > WARNING) return say("", false);
    const minutes = Math.max(1, Math.round(left / 60000));
    return say((locks < ends ? locking : ending).replace("{minutes}", minutes), locks < ends);
  }

  function say(sentence, stays) {
    root.hidden = !sentence;
    document.documentElement.classList.toggle("app-has-notice", Boolean(sentence));
    form.hidden = !stays;
    if (words.textContent !== sentence) words.textContent = sentence;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
    if (answer?.ok) used();
    else if (answer) say(locked, false);
  });
  document.addEventListener("app:used", used);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  used();
}
