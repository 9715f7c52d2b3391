// Telegram's formatted text (text + entities, offsets in UTF-16 units, which JavaScript strings use too) as DOM nodes.

import { el } from "./dom.js";

const TAGS = {
  bold: ["b"],
  italic: ["i"],
  underline: ["u"],
  strikethrough: ["s"],
  code: ["code"],
  pre: ["pre"],
  spoiler: ["span", { class: "spoiler", tabindex: 0, role: "button", "aria-label": "Hidden text, press to show" }],
  blockquote: ["blockquote"],
  expandable_blockquote: ["blockquote", { class: "foldable" }],
  bot_command: ["span", { class: "command", tabindex: 0, role: "link" }],
  mention: ["span", { class: "link" }],
  hashtag: ["span", { class: "link" }],
  phone_number: ["span", { class: "link" }],
  email: ["span", { class: "link" }],
  text_mention: ["span", { class: "link" }],
};

/** The nodes of `text`; `onlink` gets the address of a pressed link, `oncommand` a pressed /command. */
export function formatted(text, entities, { onlink, oncommand }) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return range(text, sorted, 0, text.length, { onlink, oncommand });
}

function range(text, entities, from, to, acts) {
  const nodes = [];
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    const inside = entities.slice(index + 1).filter((other) => other.offset < end);
    index += 1 + inside.length;
    if (entity.offset < at || end <= entity.offset) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    nodes.push(wrap(entity, text.slice(entity.offset, end), range(text, inside, entity.offset, end, acts), acts));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, plain, children, { onlink, oncommand }) {
  if (entity.type === "text_link" || entity.type === "url") {
    const address = entity.url ?? plain;
    return el("button", { type: "button", class: "link", title: address, onclick: () => onlink(address) }, ...children);
  }
  const [tag, attributes = {}] = TAGS[entity.type] ?? ["span"];
  const node = el(tag, attributes, ...children);
  if (entity.type === "spoiler") pressable(node, () => node.classList.add("shown"));
  if (entity.type === "bot_command") pressable(node, () => oncommand(plain));
  return node;
}

function pressable(node, act) {
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    act();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") act();
  });
}
