export const $ = id => document.getElementById(id);

export function element(name, properties, ...children) {
  const result = Object.assign(document.createElement(name), properties);
  result.append(...children);
  return result;
}

export const plural = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

export function seconds(value) {
  return value < 0.095 ? `${Math.max(1, Math.round(value * 1000))} ms` : value < 9.95 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}
