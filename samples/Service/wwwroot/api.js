// Calls of the service: the key that it may ask for, and what it says is wrong.
export class Refused extends Error {
  constructor(status, body, retryAfter) {
    super(body.detail ?? body.title ?? `The service answered ${status}.`);
    this.status = status;
    this.errors = body.errors ?? null;
    this.retryAfter = retryAfter;
  }

  get sentence() {
    return this.errors ? Object.values(this.errors).flat().join(" ") : this.retryAfter ? `${this.message} Try again in ${this.retryAfter} s.` : this.message;
  }
}

export const useKey = key => sessionStorage.setItem("key", key);

export async function call(path, options = {}) {
  const headers = new Headers(options.headers), key = sessionStorage.getItem("key");
  if (key) headers.set("Authorization", `Bearer ${key}`);
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch {
    throw new Refused(0, { detail: "The service does not answer." });
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  if (response.status === 401) document.dispatchEvent(new CustomEvent("keyneeded"));
  throw new Refused(response.status, body, response.headers.get("Retry-After"));
}

export const post = (path, value) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

export const send = (path, file) =>
  call(path, { method: "POST", headers: { "Content-Type": file.type.startsWith("image/") ? file.type : "application/octet-stream" }, body: file });
