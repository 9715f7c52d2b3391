// Elements are built here and nowhere else. Text enters the page only as text nodes: nothing a person typed is ever parsed.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, `on...` listeners and children (nodes, strings, null for nothing). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** One of the symbols at the foot of index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button with an icon and a spoken name; the name is shown too when `shown`. */
export function iconButton(name, label, onclick, { shown = false, cls = "" } = {}) {
  const attributes = { type: "button", class: `icon-button ${cls}`.trim(), onclick, title: label };
  if (shown) return el("button", attributes, icon(name), el("span", {}, label));
  return el("button", { ...attributes, "aria-label": label }, icon(name));
}

/** A round picture with the first letter; its colour follows the id. */
export function avatar(id, name, extra = "") {
  const letter = [...(name || "?").trim()][0] ?? "?";
  return el("span", { class: `avatar tint-${Math.abs(Number(id) || 0) % 6} ${extra}`, "aria-hidden": "true" }, letter.toUpperCase());
}

/** Puts `nodes` into `parent` in this order, moving only what stands elsewhere, so focus and animations survive. */
export function arrange(parent, nodes) {
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  while (parent.children.length > nodes.length) parent.lastElementChild.remove();
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

export const shorten = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "\u2026" : text);

/** Arrow keys move among the tabs of one list; each tab shows its own panel through `choose`. */
export function tablist(tabs, choose) {
  const pick = (tab) => {
    tabs.forEach((other) => {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    });
    choose(tab.getAttribute("aria-controls"));
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => pick(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      next.focus();
      pick(next);
    });
  });
  return (id) => pick(tabs.find((tab) => tab.getAttribute("aria-controls") === id));
}
