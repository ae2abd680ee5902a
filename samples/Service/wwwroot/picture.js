// A picture of one's own: marked with a brush for what is to be generated anew, described, and asked what it was made by.
import { send, Refused } from "./api.js";
import { $, plural } from "./dom.js";
import * as fields from "./fields.js";

let image = null, file = null, parameters = null, model = null, isPainting = false, last = null;
const base = document.createElement("canvas"), mask = document.createElement("canvas");
const scale = 10;

const note = text => { $("pictureNote").textContent = text; };
const say = text => { $("caption").textContent = text; };

export async function open(chosen) {
  fields.showProblems({});
  close();
  if (chosen.size > model.maximumUpload) {
    return note(`A picture may have at most ${(model.maximumUpload / 1048576).toFixed(0)} MB; this one has ${(chosen.size / 1048576).toFixed(1)}.`);
  }
  const bitmap = await createImageBitmap(chosen).catch(() => null);
  if (!bitmap) return note("This is no picture that can be read.");
  [image, file, parameters] = [bitmap, chosen, null];
  $("settings").disabled = true;
  $("editor").hidden = false;
  $("drop").classList.add("small");
  fit();
  await Promise.all([readParameters(), model.readsText ? describe() : null]);
}

export function close() {
  [image, file, parameters] = [null, null, null];
  $("editor").hidden = true;
  $("drop").classList.remove("small");
  note("");
  say("");
}

// The picture and the mask for a request; nothing if nothing is marked.
export function edit() {
  const count = image ? tokens().flat().filter(Boolean).length : 0;
  return count === 0 ? null : { count, image: base.toDataURL("image/png"), mask: maskUrl() };
}

// The middle of the picture, as large as the network's images; nothing of it marked.
function fit() {
  if (!image) return;
  for (const canvas of [base, mask]) [canvas.width, canvas.height] = [model.width, model.height];
  const ratio = Math.max(base.width / image.width, base.height / image.height), context = base.getContext("2d");
  const width = image.width * ratio, height = image.height * ratio;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, base.width, base.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, (base.width - width) / 2, (base.height - height) / 2, width, height);
  if (model.channels === 1) context.putImageData(gray(context.getImageData(0, 0, base.width, base.height)), 0, 0);
  [$("canvas").width, $("canvas").height] = [base.width * scale, base.height * scale];
  $("preset").value = "";
  draw();
}

// Another network has the same marks if it has the same tokens.
function change(other) {
  const grid = image ? tokens() : [], isMarked = grid.flat().some(Boolean), before = model;
  model = other;
  fit();
  if (!isMarked) return;
  if (before.tokenRows === model.tokenRows && before.tokenColumns === model.tokenColumns) return mark(grid);
  const count = one => `${one.tokenRows}×${one.tokenColumns}`;
  $("marked").textContent = `The marks are gone: this network has ${count(model)} tokens, not ${count(before)}. ${$("marked").textContent}`;
}

function mark(grid) {
  const context = mask.getContext("2d", { willReadFrequently: true });
  const width = mask.width / model.tokenColumns, height = mask.height / model.tokenRows;
  grid.forEach((row, y) => row.forEach((is, x) => is && context.fillRect(x * width, y * height, width, height)));
  draw();
}

function gray(pixels) {
  for (let i = 0; i < pixels.data.length; i += 4) {
    const value = 0.299 * pixels.data[i] + 0.587 * pixels.data[i + 1] + 0.114 * pixels.data[i + 2];
    pixels.data.fill(value, i, i + 3);
  }
  return pixels;
}

const marked = () => mask.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, mask.width, mask.height).data;

// What is generated anew: every token of which a pixel is marked.
function tokens() {
  const pixels = marked(), rows = model.tokenRows, columns = model.tokenColumns, height = mask.height / rows, width = mask.width / columns;
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => {
    for (let y = row * height; y < (row + 1) * height; y++) {
      for (let x = column * width; x < (column + 1) * width; x++) if (pixels[4 * (y * mask.width + x) + 3] > 127) return true;
    }
    return false;
  }));
}

function maskUrl() {
  const opaque = document.createElement("canvas"), pixels = marked();
  [opaque.width, opaque.height] = [mask.width, mask.height];
  const context = opaque.getContext("2d"), data = context.createImageData(mask.width, mask.height);
  for (let i = 0; i < pixels.length; i += 4) {
    data.data.fill(pixels[i + 3] > 127 ? 255 : 0, i, i + 3);
    data.data[i + 3] = 255;
  }
  context.putImageData(data, 0, 0);
  return opaque.toDataURL("image/png");
}

function draw() {
  const context = $("canvas").getContext("2d"), grid = tokens();
  const width = $("canvas").width / model.tokenColumns, height = $("canvas").height / model.tokenRows;
  context.imageSmoothingEnabled = false;
  context.drawImage(base, 0, 0, $("canvas").width, $("canvas").height);
  context.fillStyle = "rgb(229 72 77 / 55%)";
  grid.forEach((row, y) => row.forEach((is, x) => is && context.fillRect(x * width, y * height, width, height)));
  const count = grid.flat().filter(Boolean).length;
  $("marked").textContent = !model.canEdit ? "This network can't keep a part of a picture."
    : count === 0 ? "Paint over what is to be generated anew." : `${plural(count, "token")} of ${model.tokenRows * model.tokenColumns} marked.`;
}

function paint(event) {
  const box = $("canvas").getBoundingClientRect(), context = mask.getContext("2d", { willReadFrequently: true });
  const point = { x: (event.clientX - box.left) / box.width * mask.width, y: (event.clientY - box.top) / box.height * mask.height };
  context.lineWidth = $("brush").valueAsNumber;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo((last ?? point).x, (last ?? point).y);
  context.lineTo(point.x + 0.01, point.y);
  context.stroke();
  last = point;
  $("preset").value = "";
  draw();
}

function preset(name) {
  const context = mask.getContext("2d", { willReadFrequently: true }), { width, height } = mask;
  const areas = {
    center: [width / 4, height / 4, width / 2, height / 2], top: [0, 0, width, height / 2], bottom: [0, height / 2, width, height / 2],
    left: [0, 0, width / 2, height], right: [width / 2, 0, width / 2, height], all: [0, 0, width, height],
  };
  context.clearRect(0, 0, width, height);
  context.fillRect(...areas[name]);
  draw();
}

function unmark() {
  mask.getContext("2d", { willReadFrequently: true }).clearRect(0, 0, mask.width, mask.height);
  $("preset").value = "";
  draw();
}

async function readParameters() {
  const asked = file;
  try {
    const answer = await send("/parameters", asked);
    if (asked !== file || !answer.parameters) return;
    parameters = answer.parameters;
    $("settings").disabled = false;
    note(`It says that it was made by ${parameters.model}: ${parameters.class ?? parameters.prompt ?? "nothing in particular"}, seed ${parameters.seed}`
      + `${parameters.edited ? ", in a part of a picture" : ""}.`);
  } catch (refused) {
    if (asked === file) note(refused.sentence ?? "The service does not answer.");
  }
}

async function describe() {
  const asked = file, by = fields.writer();
  if (!by) return say("There is no network here that writes text.");
  try {
    const answer = await send(`/caption?model=${encodeURIComponent(by.name)}`, asked);
    if (asked === file) say(`${answer.model} sees: “${answer.caption}”.`);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    if (asked === file) say(refused.sentence);
  }
}

export function wire() {
  const canvas = $("canvas"), drop = $("picture");
  document.addEventListener("modelchange", event => change(event.detail));
  $("file").addEventListener("change", () => {
    const chosen = $("file").files[0];
    // So that the same file may be chosen again.
    $("file").value = "";
    if (chosen) open(chosen);
  });
  drop.addEventListener("dragover", event => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", event => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
  });
  // A file that misses the place must not take the page away.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, event => event.preventDefault());
  canvas.addEventListener("pointerdown", event => {
    isPainting = true;
    canvas.setPointerCapture(event.pointerId);
    paint(event);
  });
  canvas.addEventListener("pointermove", event => isPainting && paint(event));
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => [isPainting, last] = [false, null]);
  // With the brush, what is marked is marked further.
  $("preset").addEventListener("change", () => $("preset").value && preset($("preset").value));
  $("unmark").addEventListener("click", unmark);
  $("remove").addEventListener("click", close);
  $("describe").addEventListener("click", describe);
  $("settings").addEventListener("click", () => parameters && fields.apply(parameters));
}
