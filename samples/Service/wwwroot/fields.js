// The form: what it offers for a network, what it asks for, and what is wrong beside the field that it is in.
import { $, element } from "./dom.js";
import * as plane from "./plane.js";

let models = [];

export const model = () => models.find(one => one.name === $("model").value) ?? models[0];

export const writer = () => model().readsText ? model() : models.find(one => one.readsText);

export function offer(all) {
  models = all;
  $("model").replaceChildren(...all.map(one => element("option", { value: one.name, textContent: one.name })));
  $("model").addEventListener("change", choose);
  choose();
}

// Tells what images of the networks cost.
export function price(all) {
  models = all;
  plane.price(model());
}

function choose() {
  const one = model();
  for (const label of document.querySelectorAll("[data-kind]")) label.hidden = (label.dataset.kind === "text") !== one.readsText;
  options("class", [...one.classes, ["", "any"]]);
  options("negativeClass", [["", "nothing in particular"], ...one.classes]);
  options("sampler", one.samplers);
  options("order", one.orders);
  $("count").max = one.maximumCount;
  const what = one.readsText ? "reads text" : `${one.classes.length} classes`;
  $("about").textContent = `${one.name}: ${what}, ${one.width}×${one.height} pixels, ${one.parameters.toLocaleString("en")} parameters`;
  plane.show(one);
  sampling(one.usual);
  showProblems({});
  document.dispatchEvent(new CustomEvent("modelchange", { detail: one }));
}

function options(id, values) {
  $(id).replaceChildren(...values.map(value => {
    const [key, text] = Array.isArray(value) ? value : [value, value];
    return element("option", { value: key, textContent: text });
  }));
}

// What is asked for; what is empty is left to the service.
export function request() {
  const one = model(), asked = { model: one.name, ...plane.place };
  if (one.readsText) {
    const prompt = $("prompt").value.trim(), negative = $("negativePrompt").value.trim();
    if (prompt) asked.prompt = prompt;
    if (negative) asked.negative = negative;
  } else {
    if ($("class").value) asked.class = $("class").value;
    if ($("negativeClass").value) asked.negative = $("negativeClass").value;
  }
  for (const id of ["count", "guidance", "seed"]) if ($(id).value !== "") asked[id] = $(id).valueAsNumber;
  return { ...asked, sampler: $("sampler").value, order: $("order").value };
}

// Sets the form to what an image was asked for by.
export function apply(parameters) {
  if (!models.some(one => one.name === parameters.model)) {
    return showProblems({ model: [`The network '${parameters.model}' is not served here any more.`] });
  }
  $("model").value = parameters.model;
  choose();
  const one = model();
  if (one.readsText) {
    $("prompt").value = parameters.prompt ?? "";
    $("negativePrompt").value = parameters.negative ?? "";
  } else {
    $("class").value = parameters.class ?? "";
    $("negativeClass").value = parameters.negative ?? "";
  }
  $("seed").value = parameters.seed;
  select("order", parameters.order);
  sampling(parameters);
}

function sampling({ arSteps, diffusionSteps, guidance, sampler }) {
  $("guidance").value = guidance;
  select("sampler", sampler);
  plane.choose(arSteps, diffusionSteps);
}

function select(id, value) {
  if (![...$(id).options].some(option => option.value === value)) $(id).append(element("option", { value, textContent: value }));
  $(id).value = value;
}

// Each beside its field, whose name it needn't say there; the first is brought into view.
export function showProblems(errors) {
  const left = { ...errors };
  let first = null;
  for (const span of document.querySelectorAll(".problem[data-for]")) {
    const name = `${span.dataset.for} `, problems = left[span.dataset.for] ?? [];
    span.textContent = problems.map(text => text.startsWith(name) ? text[name.length].toUpperCase() + text.slice(name.length + 1) : text).join(" ");
    if (problems.length > 0) first ??= span;
    delete left[span.dataset.for];
  }
  $("problem").textContent = Object.values(left).flat().join(" ");
  first?.closest("label")?.querySelector("input, select, textarea")?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "center" });
}
