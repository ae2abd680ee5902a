// The plane of AR steps × diffusion steps: a place to choose, what an image costs there, and a picture of what came of it.
import { $, element, plural, seconds } from "./dom.js";

export const place = { arSteps: 1, diffusionSteps: 40 };
let model = null, shown = null;

// Steps that double from the first on; the most there may be, and what suits the network, are among them, and none that is near those.
function ticks(first, most, usual) {
  const values = [];
  for (let value = first; value < most; value *= 2) values.push(value);
  const ends = [...new Set([usual, most])];
  return [...values.filter(value => ends.every(end => value * 1.3 < end || value > end * 1.3)), ...ends].sort((a, b) => a - b);
}

// What an image costs at a place: between the numbers of AR steps that were measured, by their logarithm.
export function cost(arSteps, diffusionSteps) {
  const costs = model.costs;
  if (costs.length === 0) return null;
  const last = costs[costs.length - 1];
  const part = last.arSteps === 1 ? 0 : Math.min(1, Math.log(arSteps) / Math.log(last.arSteps));
  return arSteps * diffusionSteps * (costs[0].seconds * (1 - part) + last.seconds * part);
}

const buttons = () => [...$("plane").querySelectorAll("button")];

const placeOf = button => ({ arSteps: Number(button.dataset.arSteps), diffusionSteps: Number(button.dataset.diffusionSteps) });

export const places = () => buttons().map(placeOf);

export function show(one) {
  [model, shown] = [one, null];
  const { usual } = model, plane = $("plane");
  const columns = ticks(1, model.maximumArSteps, usual.arSteps), rows = ticks(5, model.maximumDiffusionSteps, usual.diffusionSteps);
  plane.style.gridTemplateColumns = `2.2rem repeat(${columns.length}, minmax(0, 1fr))`;
  plane.replaceChildren(element("span", {}), ...columns.map(column => element("span", { className: "tick", textContent: column })));
  for (const row of rows) {
    plane.append(element("span", { className: "tick", textContent: row }), ...columns.map(column => cell(column, row)));
  }
}

function cell(arSteps, diffusionSteps) {
  const button = element("button", { type: "button" }, element("span", { className: "cost" }));
  Object.assign(button.dataset, { arSteps, diffusionSteps });
  button.addEventListener("click", () => choose(arSteps, diffusionSteps));
  tellPrice(button);
  return button;
}

function tellPrice(button) {
  const { arSteps, diffusionSteps } = placeOf(button), price = cost(arSteps, diffusionSteps), text = price === null ? "" : seconds(price);
  button.title = `${plural(arSteps, "AR step")} × ${plural(diffusionSteps, "diffusion step")}${text && `: about ${text}`}`;
  button.setAttribute("aria-label", button.title);
  button.querySelector(".cost").textContent = text;
  // From 10 ms to 100 s, by their logarithm.
  button.style.setProperty("--cost", price === null ? 0 : Math.max(0, Math.min(1, (Math.log10(price) + 2) / 4)).toFixed(2));
}

// The same network, of which it is known now what its images cost.
export function price(one) {
  model = one;
  buttons().forEach(tellPrice);
}

export const isPriced = () => model.costs.length > 0;

export function choose(arSteps, diffusionSteps) {
  Object.assign(place, { arSteps, diffusionSteps });
  for (const button of buttons()) {
    button.setAttribute("aria-pressed", Number(button.dataset.arSteps) === arSteps && Number(button.dataset.diffusionSteps) === diffusionSteps);
  }
  const kind = arSteps === 1 ? "pure diffusion" : arSteps === model.maximumArSteps ? "pure autoregression" : "between diffusion and autoregression";
  $("place").textContent = `${plural(arSteps, "AR step")} of ${plural(diffusionSteps, "diffusion step")}: ${kind}.`;
}

// Shows at its place what came of a job; all that are shown are of one class or prompt.
export function picture(job) {
  if (job.model !== model?.name || job.images.length === 0 || job.edited) return;
  const subject = JSON.stringify([job.class, job.prompt, job.negative]);
  if (subject !== shown) $("plane").querySelectorAll("img").forEach(image => image.remove());
  shown = subject;
  const button = $("plane").querySelector(`button[data-ar-steps="${job.arSteps}"][data-diffusion-steps="${job.diffusionSteps}"]`);
  if (!button) return;
  button.querySelector("img")?.remove();
  button.prepend(element("img", { src: job.images[0], alt: "" }));
}
