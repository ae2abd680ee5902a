// A card for each job: where it is, its images as far as they are, and a closer look at each.
import { $, element, plural } from "./dom.js";
import { cancel } from "./jobs.js";

const cards = new Map();
let seen = null;

export const what = job => job.class ?? job.prompt ?? "nothing in particular";

export function show(job) {
  const card = cards.get(job.id) ?? add(job);
  card.root.dataset.state = job.state;
  card.status.textContent = sentence(job);
  card.progress.value = job.progress;
  card.progress.hidden = card.cancel.hidden = !["waiting", "running"].includes(job.state);
  const over = job.state === "canceled" || job.state === "failed";
  for (let i = 0; i < job.count; i++) {
    const figure = card.images.children[i], partial = job.partials[i - job.images.length];
    figure.hidden = over;
    place(figure, job.images[i] ?? partial, i < job.images.length ? "whole" : partial ? "partial" : "none");
  }
  card.job = job;
}

export function gone(id) {
  cards.get(id)?.root.remove();
  cards.delete(id);
  $("empty").hidden = cards.size > 0;
}

function sentence(job) {
  switch (job.state) {
    case "waiting": return job.ahead === 0 ? "Next in the queue." : `${plural(job.ahead, "job")} ahead.`;
    case "running": return `Drawing: ${Math.round(100 * job.progress)} %`;
    case "finished": return `${plural(job.count, "image")}, ${plural(job.arSteps, "AR step")} × ${job.diffusionSteps}${job.edited ? ", edited" : ""}.`;
    case "canceled": return "Canceled.";
    default: return job.error ?? "Failed.";
  }
}

function add(job) {
  const card = {
    job,
    status: element("p", { className: "status" }),
    progress: element("progress", { max: 1 }),
    images: element("div", { className: "images" }),
    cancel: element("button", { type: "button", textContent: "Cancel", className: "cancel" }),
  };
  card.progress.setAttribute("aria-label", `Progress of ${what(job)}`);
  card.status.setAttribute("role", "status");
  card.cancel.addEventListener("click", () => cancel(job.id).catch(() => {}));
  for (let i = 0; i < job.count; i++) card.images.append(figure(card, i));
  card.root = element("article", { className: "job" },
    element("header", {}, element("h3", { textContent: what(job) }), element("span", { className: "hint", textContent: job.model }), card.cancel),
    card.status, card.progress, card.images);
  card.root.dataset.id = job.id;
  cards.set(job.id, card);
  $("gallery").prepend(card.root);
  $("empty").hidden = true;
  return card;
}

function figure(card, i) {
  const image = element("img", { alt: "" }), button = element("button", { type: "button", disabled: true }, image);
  button.setAttribute("aria-label", `Image ${i + 1} of ${what(card.job)}`);
  button.addEventListener("click", () => look(card.job, i));
  const seed = element("figcaption", { textContent: `seed ${card.job.seed + i}` });
  const result = element("figure", {}, button, seed);
  result.dataset.image = "none";
  return result;
}

// An image is put up when it is there, so that the one before stays until then.
function place(figure, address, kind) {
  if (!address || figure.dataset.address === address) return;
  figure.dataset.address = address;
  const image = element("img", { src: address, alt: "" });
  image.decode().then(() => {
    if (figure.dataset.address !== address) return;
    figure.querySelector("img").replaceWith(image);
    figure.dataset.image = kind;
    figure.querySelector("button").disabled = kind !== "whole";
  }).catch(() => {});
}

function look(job, i) {
  seen = { ...job, seed: job.seed + i, address: job.images[i] };
  const facts = {
    network: job.model, seed: seen.seed, "AR steps": job.arSteps, "diffusion steps": job.diffusionSteps, sampler: job.sampler, order: job.order,
    guidance: job.guidance, "not like": job.negative,
  };
  $("viewerTitle").textContent = what(job);
  Object.assign($("viewerImage"), { src: seen.address, alt: what(job) });
  $("viewerFacts").replaceChildren(...Object.entries(facts).filter(([, value]) => value !== null)
    .flatMap(([name, value]) => [element("dt", { textContent: name }), element("dd", { textContent: value })]));
  Object.assign($("download"), { href: seen.address, download: `${what(job).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}-${seen.seed}.png` });
  $("viewer").showModal();
}

export function wire(reuse, edit) {
  $("close").addEventListener("click", () => $("viewer").close());
  $("reuse").addEventListener("click", () => {
    $("viewer").close();
    reuse(seen);
  });
  $("edit").addEventListener("click", async () => {
    $("viewer").close();
    edit(await (await fetch(seen.address)).blob(), seen);
  });
}
