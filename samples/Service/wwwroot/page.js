"use strict";

const $ = id => document.getElementById(id);
const pollMilliseconds = 200;
const place = { arSteps: 1, diffusionSteps: 50 };
let job = null;

// Steps that double from 1 (or begin at 5) to the most there may be, which is itself among them.
function ticks(first, most) {
  const values = [];
  for (let value = first; value < most; value *= 2) values.push(value);
  return [...values.filter(value => value * 1.3 < most), most];
}

function element(name, properties, ...children) {
  const result = Object.assign(document.createElement(name), properties);
  result.append(...children);
  return result;
}

function drawPlane(model) {
  const columns = ticks(1, model.maximumArSteps), rows = ticks(5, model.maximumDiffusionSteps);
  const plane = $("plane");
  plane.style.gridTemplateColumns = `4.5rem repeat(${columns.length}, 1fr)`;
  plane.append(element("span", { className: "corner", textContent: "diffusion ↓\nAR steps →" }));
  for (const column of columns) plane.append(element("span", { className: "tick", textContent: column }));
  for (const row of rows) {
    plane.append(element("span", { className: "tick", textContent: row }));
    for (const column of columns) {
      const button = element("button", { type: "button", title: `${column} AR steps × ${row} diffusion steps` });
      button.dataset.arSteps = column;
      button.dataset.diffusionSteps = row;
      button.setAttribute("aria-label", button.title);
      button.addEventListener("click", () => choose(column, row));
      plane.append(button);
    }
  }
  choose(1, rows.reduce((best, row) => Math.abs(row - 40) < Math.abs(best - 40) ? row : best));
}

function choose(arSteps, diffusionSteps) {
  Object.assign(place, { arSteps, diffusionSteps });
  for (const button of $("plane").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.dataset.arSteps == arSteps && button.dataset.diffusionSteps == diffusionSteps);
  }
  const kind = arSteps === 1 ? "pure diffusion" : arSteps === Number($("plane").dataset.tokens) ? "pure autoregression" : "between diffusion and autoregression";
  $("place").textContent = `${arSteps} AR step${arSteps === 1 ? "" : "s"} of ${diffusionSteps} diffusion steps: ${kind}.`;
}

function show(state, text, progress) {
  $("status").dataset.state = state;
  $("status").textContent = text;
  $("progress").value = progress;
  const busy = state === "waiting" || state === "running";
  $("generate").disabled = busy;
  $("cancel").disabled = !busy;
}

function showProblems(errors) {
  for (const span of document.querySelectorAll(".problem")) span.textContent = (errors[span.dataset.for] ?? []).join(" ");
}

async function call(path, options) {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => ({}));
  return { response, body };
}

async function generate() {
  showProblems({});
  $("images").replaceChildren();
  const request = {
    class: $("class").value === "" ? null : $("class").value,
    count: $("count").valueAsNumber,
    guidance: $("guidance").valueAsNumber,
    ...place,
  };
  if ($("seed").value !== "") request.seed = $("seed").valueAsNumber;
  show("waiting", "Asking…", 0);
  const { response, body } = await call("/generate", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(request) });
  if (response.status === 429 || response.status === 503) {
    show("failed", `${body.detail ?? "The service is busy."} Try again in ${response.headers.get("Retry-After")} s.`, 0);
  } else if (!response.ok) {
    showProblems(body.errors ?? {});
    show("failed", body.errors ? "Something in the form is not right." : body.detail ?? body.title ?? "The service refused.", 0);
  } else {
    job = body.id;
    await follow(body.id);
  }
}

async function follow(id) {
  while (job === id) {
    const { response, body } = await call(`/jobs/${id}`);
    if (!response.ok) return show("failed", body.detail ?? "The job is gone.", 0);
    if (body.state === "waiting") {
      show("waiting", body.ahead === 0 ? "Next in the queue." : `${body.ahead} jobs are ahead.`, 0);
    } else if (body.state === "running") {
      show("running", `Drawing: ${Math.round(100 * body.progress)} %`, body.progress);
    } else if (body.state === "finished") {
      await Promise.all(body.images.map((path, i) => showImage(path, body.class, body.seed + i)));
      return show("finished", `${body.count} image${body.count === 1 ? "" : "s"} of ${body.class ?? "no particular class"}.`, 1);
    } else {
      return show(body.state, body.state === "canceled" ? "Canceled." : body.error, 0);
    }
    await new Promise(resolve => setTimeout(resolve, pollMilliseconds));
  }
}

function showImage(path, name, seed) {
  const image = element("img", { src: path, alt: name ?? "image" });
  $("images").append(element("figure", {}, image, element("figcaption", { textContent: `seed ${seed}` })));
  return image.decode().catch(() => {});
}

function guarded(action) {
  action().catch(() => show("failed", "The service does not answer.", 0));
}

$("form").addEventListener("submit", event => {
  event.preventDefault();
  guarded(generate);
});
$("cancel").addEventListener("click", () => guarded(async () => {
  if (job !== null) await call(`/jobs/${job}`, { method: "DELETE" });
}));

guarded(async () => {
  const { body: model } = await call("/model");
  $("model").textContent = `${model.classes.length} classes, ${model.imageSize}×${model.imageSize} pixels, ${model.parameters.toLocaleString("en")} parameters`;
  $("class").append(...model.classes.map(name => element("option", { value: name, textContent: name })), element("option", { value: "", textContent: "any" }));
  $("count").max = model.maximumCount;
  $("plane").dataset.tokens = model.maximumArSteps;
  drawPlane(model);
  document.body.dataset.ready = "true";
});
