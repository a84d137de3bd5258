// Draws other releases into the picture of what noise does, for services of another size. The page has drawn the first.
// An example in the browser alone: nothing is fetched, and no real figure is in it.

const NINE_IN_TEN = 1.645; // as in reflect/themes/pictures.py

export function startNoise(root) {
  if (!root) return;
  const example = { share: Number(root.dataset.share), sigma: Number(root.dataset.sigma), top: Number(root.dataset.top) };
  const sizes = [...root.querySelectorAll("[data-noise-people]")];
  const draw = () => {
    const people = Number(sizes.find((each) => each.getAttribute("aria-pressed") === "true").dataset.noisePeople);
    show(root, people, example);
  };
  for (const button of sizes) {
    button.addEventListener("click", () => {
      for (const each of sizes) each.setAttribute("aria-pressed", String(each === button));
      draw();
    });
  }
  root.querySelector("[data-noise-again]").addEventListener("click", draw);
  root.querySelector("[data-noise-controls]").hidden = false;
}

function show(root, people, { share, sigma, top }) {
  const raised = Math.round(share * people);
  const releases = [...root.querySelectorAll(".app-noise__one")];
  let held = 0;
  for (const one of releases) {
    const figure = raised + Math.round(sigma * normal());
    const spread = NINE_IN_TEN * sigma;
    const holds = Math.abs(figure - raised) <= spread;
    held += Number(holds);
    one.classList.toggle("app-noise__one--misses", !holds);
    const [low, value, high] = [figure - spread, figure, figure + spread].map((n) => height(n / people / top));
    const line = one.querySelector("line");
    line.setAttribute("y1", low);
    line.setAttribute("y2", high);
    one.querySelector("circle").setAttribute("cy", value);
  }
  const numbers = { people, raised, held, all: releases.length };
  root.querySelector("[data-noise-said]").textContent = root.dataset.words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
}

/** How far from the top of the picture a share of its height lies: from nobody at the foot to everything it can show. */
function height(share) {
  return `${(100 - 100 * Math.min(Math.max(share, 0), 1)).toFixed(2)}%`;
}

/** One draw of a standard normal distribution (Box and Muller 1958). */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
