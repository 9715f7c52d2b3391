// The page's beginning: builds the parts, opens the two live lines, hands every snapshot round.

import { Controls } from "./controls.js";
import { Desk } from "./desk.js";
import { byId, tablist } from "./dom.js";
import { listen, send } from "./live.js";
import { Phones } from "./phones.js";
import { Popups } from "./popups.js";
import { Search } from "./search.js";
import { Server } from "./server.js";
import { Tour } from "./tour.js";

let snapshot = null;

const search = new Search();
const popups = new Popups(toastHolder, follow);
const acts = { act, link: follow, search: (user) => search.open(user, snapshot) };
const phones = new Phones(acts);
const desk = new Desk(acts);
const server = new Server();
const controls = new Controls(post);
const tour = new Tour(post, look);
const stage = document.querySelector(".stage");
const tabs = ["phones", "desk", "server"].map((name) => byId(`tab-${name}`));
const turnTo = tablist(tabs, (part) => {
  stage.dataset.tab = part;
  mark();
});

async function post(path, body, user = null) {
  try {
    return await send(path, body);
  } catch (error) {
    popups.toast(user, error.message);
    return null;
  }
}

function act(user, chat, name, fields) {
  return post("/world/do", { act: name, user, chat, ...fields }, user);
}

function toastHolder(user) {
  const owner = snapshot?.users.find((one) => one.id === user);
  if (!owner) return null;
  return owner.operator ? desk.toasts : (phones.phones.get(user)?.toasts ?? null);
}

/** A link of the bot opens its private chat and presses Start; every other link stays closed in a rehearsal. */
function follow(user, address) {
  const link = /^(?:https?:\/\/)?t\.me\/([A-Za-z0-9_]+)(?:\?start=([\w-]{0,64}))?$/.exec(address);
  const owner = snapshot.users.find((one) => one.id === user);
  if (link?.[1].toLowerCase() !== snapshot.bot.username.toLowerCase()) return popups.toast(user, `${address} stays closed in a rehearsal`);
  if (owner.operator) desk.go(user, null, user);
  return act(user, user, "say", { text: `/start ${link[2] ?? ""}`.trim() });
}

function look({ part, user, chat, thread }) {
  if (part) turnTo(part);
  if (part === "desk" && chat) desk.go(chat, thread ?? null, user ?? null);
  if (part === "phones" && user) requestAnimationFrame(() => phones.focus(user));
  for (const name of ["phones", "desk", "server"]) byId(name).classList.toggle("looked-at", name === part);
  document.querySelectorAll(".phone").forEach((phone) => phone.classList.toggle("looked-at", Number(phone.dataset.user) === user));
}

/** The tabs of a narrow screen carry a mark where something new waits. */
function mark() {
  if (!snapshot) return;
  const waiting = stage.dataset.tab === "desk" ? 0 : desk.unread();
  byId("tab-desk").dataset.unread = waiting || "";
  const total = snapshot.chats.filter((chat) => chat.type === "private").reduce((sum, chat) => sum + chat.messages.length, 0);
  if (stage.dataset.tab === "phones" || mark.total === undefined) mark.total = total;
  byId("tab-phones").dataset.unread = total > mark.total ? total - mark.total : "";
}

byId("new-phone").addEventListener("submit", (event) => {
  event.preventDefault();
  post("/world/do", { act: "add_user", language: byId("new-language").value });
});

listen(
  "/world/live",
  (value) => {
    snapshot = value;
    phones.show(value);
    desk.show(value);
    controls.switches(value.switches);
    popups.show(value.popups);
    search.show(value);
    mark();
  },
  (online) => (byId("offline").hidden = online),
);
listen(
  "/play/live",
  (value) => {
    if (value.bot) controls.bot(value.bot);
    if (value.store) server.show(value.store);
    if (value.log) server.log(value.log);
    if ("tour" in value) tour.show(value.tour);
  },
  () => {},
);
