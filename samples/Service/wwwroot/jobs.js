// The jobs of this browser: asked for, remembered over a reload, followed until they are over.
import { call, post, Refused } from "./api.js";

const memory = "jobs", most = 80, pause = 150, longestPause = 3000, mostFailures = 6;
const active = new Map();
let isFollowing = false, failures = 0;

const remembered = () => {
  try {
    return JSON.parse(localStorage.getItem(memory) ?? "[]").filter(entry => typeof entry?.id === "string");
  } catch {
    return [];
  }
};

const remember = entries => localStorage.setItem(memory, JSON.stringify(entries.slice(-most)));

function forget(id) {
  remember(remembered().filter(entry => entry.id !== id));
}

const tell = (job, entry) => document.dispatchEvent(new CustomEvent("job", { detail: { job, onPlane: entry.onPlane === true } }));

const isOver = job => ["finished", "canceled", "failed"].includes(job.state);

export async function ask(request, onPlane = false) {
  const job = await post("/generate", request), entry = { id: job.id, onPlane };
  remember([...remembered(), entry]);
  follow(job, entry);
  return job;
}

export const cancel = id => call(`/jobs/${id}`, { method: "DELETE" });

// Goes on with what an earlier visit asked for; what the service has forgotten is forgotten.
export async function resume() {
  for (const entry of remembered()) {
    const job = await status(entry.id);
    if (job) follow(job, entry);
  }
}

// Null where the service does not say.
async function status(id) {
  try {
    return await call(`/jobs/${id}`);
  } catch (refused) {
    if (refused instanceof Refused && refused.status === 404) forget(id);
    return null;
  }
}

function follow(job, entry) {
  tell(job, entry);
  if (isOver(job)) return;
  active.set(job.id, entry);
  if (!isFollowing) {
    isFollowing = true;
    poll();
  }
}

async function poll() {
  while (active.size > 0) {
    let isAnswered = false;
    await Promise.all([...active].map(async ([id, entry]) => {
      const job = await status(id);
      if (!job) {
        if (!remembered().some(other => other.id === id)) {
          isAnswered = true;
          active.delete(id);
          document.dispatchEvent(new CustomEvent("jobgone", { detail: id }));
        }
        return;
      }
      isAnswered = true;
      if (isOver(job)) active.delete(id);
      tell(job, entry);
    }));
    failures = isAnswered ? 0 : failures + 1;
    await wait(Math.min(longestPause, pause * 2 ** failures));
  }
  isFollowing = false;
}

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// Waits until fewer jobs than so many are on their way; not for a service that went away.
export async function room(count) {
  while (active.size >= count) {
    if (failures >= mostFailures) throw new Refused(0, { detail: "The service does not answer." });
    await wait(pause);
  }
}
