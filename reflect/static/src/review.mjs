// Beside a shared reflection: comment on the words that are selected, with the box next to them; begin with a starter;
// and see which words a comment is about. Without it the page has a choice of answers and a box for the words.

const BLOCKS = "p, li, blockquote, br";

class Review {
  constructor(root, flush) {
    this.root = root;
    this.flush = flush;
    this.writing = root.querySelector("#your-comment");
    this.form = this.writing.querySelector("form");
    this.selected = null; // the answer and the words last selected in one
    this.listen();
    this.highlight();
    this.besideWhatItAnswers();
  }

  besideWhatItAnswers() {
    const answered = this.root.querySelector(`#comment-${this.form.elements.reply_to.value || "none"}`);
    answered?.append(this.writing);
  }

  listen() {
    document.addEventListener("selectionchange", () => this.select());
    for (const link of this.root.querySelectorAll("[data-comment-on]")) {
      link.dataset.plain = link.textContent;
      link.addEventListener("click", (event) => this.begin(event, link));
    }
    for (const starter of this.root.querySelectorAll("[data-starter]")) {
      starter.addEventListener("click", () => this.start(starter.dataset.starter));
    }
    for (const link of this.root.querySelectorAll("[data-saves-first]")) {
      link.addEventListener("click", (event) => this.leave(event, link));
    }
  }

  /** Remembers the words selected in one answer; a click elsewhere, such as on the link, does not forget them. */
  select() {
    const selection = getSelection();
    if (!selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const answer = within(range.commonAncestorContainer)?.closest("[data-answer]");
    if (!answer) return;
    const words = selection.isCollapsed ? "" : wordsOf(range);
    this.selected = words ? { answer: answer.dataset.answer, words } : null;
    for (const link of this.root.querySelectorAll("[data-comment-on]")) {
      const here = this.selected?.answer === link.dataset.commentOn;
      link.textContent = here ? link.dataset.words : link.dataset.plain;
      link.parentElement.toggleAttribute("data-selected", here);
    }
  }

  begin(event, link) {
    const { place, quote, text } = this.form.elements;
    if (!place) return; // the box answers a comment: the link leads to a page with a new one
    event.preventDefault();
    const answer = link.dataset.commentOn;
    const words = this.selected?.answer === answer ? this.selected.words : "";
    if (words || place.value !== answer) quote.value = words;
    place.value = answer;
    this.changed();
    link.closest("section").append(this.writing);
    link.parentElement.removeAttribute("data-selected");
    text.focus();
  }

  start(words) {
    const { text } = this.form.elements;
    const before = text.value && !text.value.endsWith("\n") ? `${text.value}\n\n` : text.value;
    text.value = `${before}${words.replace("…", " ")}`;
    this.changed();
    text.focus();
  }

  async leave(event, link) {
    event.preventDefault();
    const enough = new Promise((resolve) => setTimeout(resolve, 2000));
    await Promise.race([this.flush(), enough]);
    location.assign(link.href);
    if (new URL(link.href).search === location.search) location.reload();
  }

  changed() {
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  highlight() {
    if (!CSS.highlights) return;
    const ranges = [...this.root.querySelectorAll("[data-quoted]")].map((quote) => {
      const answer = quote.closest(".app-review__row")?.querySelector("[data-answer]");
      return answer && find(answer, quote.textContent);
    });
    CSS.highlights.set("quoted", new Highlight(...ranges.filter(Boolean)));
  }
}

function within(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
}

/** The selected words with a space between blocks, without what the page itself says among them. */
function wordsOf(range) {
  const copy = range.cloneContents();
  copy.querySelectorAll("[data-not-words]").forEach((label) => label.remove());
  copy.querySelectorAll(BLOCKS).forEach((block) => block.after(" "));
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/** The range of some words in an answer, whatever the white space between them. */
function find(answer, words) {
  const letters = [];
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("[data-not-words]")) continue;
    for (let place = 0; place < node.length; place += 1) {
      if (/\S/.test(node.data[place])) letters.push([node, place]);
    }
  }
  const wanted = words.replace(/\s+/g, "");
  const start = letters.map(([node, place]) => node.data[place]).join("").indexOf(wanted);
  if (!wanted || start < 0) return null;
  const range = new Range();
  range.setStart(...letters[start]);
  const [node, place] = letters[start + wanted.length - 1];
  range.setEnd(node, place + 1);
  return range;
}

/** Starts the script of a page with a shared reflection; `flush` keeps what is written beside it. */
export function startReview(root, flush) {
  return root && new Review(root, flush);
}
