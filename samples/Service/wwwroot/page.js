import { call, Refused, useKey } from "./api.js";
import { $, plural } from "./dom.js";
import * as fields from "./fields.js";
import * as gallery from "./gallery.js";
import * as jobs from "./jobs.js";
import * as picture from "./picture.js";
import * as plane from "./plane.js";

const finished = new Map(), longest = 3, together = 4, pause = 2000;

function refuse(error) {
  if (!(error instanceof Refused)) throw error;
  fields.showProblems(error.errors ?? { "": [error.sentence] });
}

async function generate() {
  fields.showProblems({});
  const request = fields.request(), edit = picture.edit();
  if (edit) {
    Object.assign(request, { image: edit.image, mask: edit.mask });
    // What is marked may be less than a token for each AR step.
    request.arSteps = Math.min(request.arSteps, edit.count);
  }
  await jobs.ask(request);
  $("gallery").firstElementChild.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

async function fill() {
  fields.showProblems({});
  if (!plane.isPriced()) {
    $("fillNote").textContent = "What an image costs is not measured yet.";
    return;
  }
  const request = { ...fields.request(), count: 1 };
  request.seed ??= Math.floor(Math.random() * 2 ** 32);
  const places = plane.places(), cheap = places.filter(({ arSteps, diffusionSteps }) => plane.cost(arSteps, diffusionSteps) <= longest);
  const left = places.length - cheap.length;
  let done = 0;
  $("fill").disabled = true;
  try {
    for (const place of cheap) {
      await jobs.room(together);
      await jobs.ask({ ...request, ...place }, true);
      $("fillNote").textContent = `${++done} of ${cheap.length} asked for`;
    }
    $("fillNote").textContent = `Seed ${request.seed}` + (left ? `; ${plural(left, "place")} of more than ${longest} s left out.` : ".");
  } catch (error) {
    $("fillNote").textContent = `Stopped after ${done} of ${cheap.length}: ${error.sentence ?? error.message}`;
    throw error;
  } finally {
    $("fill").disabled = false;
  }
}

// What images cost is measured when the networks are loaded, which may be after the page is.
async function price(models) {
  while (models.some(one => one.costs.length === 0)) {
    await new Promise(resolve => setTimeout(resolve, pause));
    models = await call("/models");
    fields.price(models);
  }
}

async function start() {
  const models = await call("/models");
  $("keyForm").hidden = true;
  document.querySelector("main").inert = false;
  fields.offer(models);
  price(models).catch(refuse);
  await jobs.resume();
  document.body.dataset.ready = "true";
}

document.addEventListener("job", ({ detail: { job, onPlane } }) => {
  if (!onPlane) gallery.show(job);
  if (job.state === "finished") {
    finished.set(job.id, job);
    plane.picture(job);
  }
});
document.addEventListener("jobgone", ({ detail: id }) => gallery.gone(id));
document.addEventListener("modelchange", () => [...finished.values()].forEach(plane.picture));
document.addEventListener("keyneeded", () => { $("keyForm").hidden = false; });
$("keyForm").addEventListener("submit", event => {
  event.preventDefault();
  useKey($("key").value);
  start().catch(refuse);
});
$("form").addEventListener("submit", event => {
  event.preventDefault();
  generate().catch(refuse);
});
$("fill").addEventListener("click", () => fill().catch(refuse));
picture.wire();
gallery.wire(fields.apply, (blob, job) => {
  picture.open(new File([blob], "picture.png", { type: "image/png" }));
  fields.apply(job);
  $("picture").scrollIntoView({ behavior: "smooth" });
});
start().catch(refuse);
