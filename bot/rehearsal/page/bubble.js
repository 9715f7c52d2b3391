// One message as a bubble: who, what it answers, medium, text, buttons, reactions.

import { clock, el, icon, iconButton, shorten } from "./dom.js";
import { formatted } from "./entities.js";
import { medium } from "./media.js";

/**
 * `scene`: {viewer, own(message), named (show names), find(id)}; `acts`: {tap, reply, edit, remove, link, command, jump}.
 * A frozen scene (a taken or searched phone) shows buttons that can not be pressed.
 */
export function bubble(message, scene, acts) {
  if (message.service) return service(message);
  const own = scene.own(message);
  const body = el(
    "div",
    { class: `bubble${message.media ? ` with-${message.media.kind}` : ""}${message.protected ? " protected" : ""}` },
    scene.named && !own ? el("span", { class: `who tint-${Math.abs(message.from) % 6}` }, message.name) : null,
    message.forwarded ? el("span", { class: "forwarded" }, "Forwarded") : null,
    quote(message, scene, acts),
    message.poll ? el("div", { class: "file" }, icon("topic"), el("span", {}, `Poll: ${message.poll}`)) : null,
    message.media ? medium(message.media, message.spoiler) : null,
    message.text ? el("div", { class: "text", dir: "auto" }, ...formatted(message.text, message.entities, handlers(acts))) : null,
    meta(message),
  );
  const node = el(
    "article",
    { class: `msg ${own ? "own" : "other"}`, "data-id": message.id, tabindex: -1, "aria-label": spoken(message, own) },
    el("div", { class: "line" }, body, scene.frozen ? null : tools(message, own, scene, acts)),
    keys(message, scene, acts),
    reactions(message),
  );
  if (!scene.frozen) listen(node, body, message, { own: own && changeable(message), mine: own || scene.privately }, acts);
  return node;
}

function service(message) {
  const text = `${message.name} ${message.text || message.service}`;
  return el("article", { class: "msg service", "data-id": message.id, tabindex: -1 }, el("span", {}, text));
}

const handlers = (acts) => ({ onlink: acts.link, oncommand: acts.command });

function spoken(message, own) {
  const what = message.text || message.media?.kind || "";
  return `${own ? "You" : message.name}, ${clock(message.date)}: ${shorten(what, 200)}`;
}

function quote(message, scene, acts) {
  if (!message.reply_to || message.reply_to === message.thread) return null;
  const target = scene.find(message.reply_to);
  const text = target ? target.text || target.media?.kind || target.service || "" : "Deleted message";
  return el(
    "button",
    { type: "button", class: "quote", onclick: (event) => (event.stopPropagation(), acts.jump(message.reply_to)) },
    el("b", {}, target?.name ?? ""),
    el("span", {}, shorten(text.replaceAll("\n", " "), 70)),
  );
}

function meta(message) {
  return el(
    "span",
    { class: "meta" },
    message.protected ? el("span", { title: "Can not be forwarded or saved" }, icon("lock")) : null,
    message.edited ? el("span", { class: "edited" }, "edited") : null,
    el("time", {}, clock(message.date)),
  );
}

const changeable = (message) => message.text && !["location", "video_note", "sticker"].includes(message.media?.kind);

function tools(message, own, scene, acts) {
  const row = [iconButton("reply", "Reply", () => acts.reply(message))];
  if (own && changeable(message)) row.push(iconButton("edit", "Edit", () => acts.edit(message)));
  if (own || scene.privately) row.push(iconButton("bin", "Delete for both", () => acts.remove(message)));
  row.forEach((button) => (button.tabIndex = -1));
  return el("div", { class: "tools" }, row);
}

function keys(message, scene, acts) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row) => el("div", { class: "keys-row" }, row.map((button) => key(button, message, scene, acts))));
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons" }, rows);
}

function key(button, message, scene, acts) {
  const press = (event) => {
    event.stopPropagation();
    if (button.url) return acts.link(button.url);
    const pressed = event.currentTarget;
    pressed.classList.add("waiting");
    setTimeout(() => pressed.classList.remove("waiting"), 4000);
    return acts.tap(message, button);
  };
  return el(
    "button",
    { type: "button", class: "key", disabled: scene.frozen, onclick: press },
    button.text,
    button.url ? icon("link") : null,
  );
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  const marks = message.reactions.map((one) => el("span", { class: "reaction" }, typeof one === "string" ? one : one.emoji));
  return el("div", { class: "reactions", "aria-label": "Reactions" }, marks);
}

function listen(node, body, message, { own, mine }, acts) {
  body.addEventListener("click", (event) => {
    const selecting = !document.getSelection().isCollapsed;
    const control = event.target.closest("button, audio, video, [tabindex='0']");
    if (!selecting && !body.contains(control)) acts.reply(message);
  });
  node.addEventListener("keydown", (event) => {
    if (event.target !== node) return;
    const act = { Enter: acts.reply, r: acts.reply, e: own && acts.edit, Delete: mine && acts.remove }[event.key];
    if (act) {
      event.preventDefault();
      act(message);
    }
  });
}
