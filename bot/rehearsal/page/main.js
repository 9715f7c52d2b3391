// The page's beginning: builds the parts, opens the two live lines, hands every snapshot round.

import { Burst } from "./burst.js";
import { Controls } from "./controls.js";
import { Crew } from "./crew.js";
import { Desk } from "./desk.js";
import { byId, tablist } from "./dom.js";
import { listen, send } from "./live.js";
import { Phones } from "./phones.js";
import { Popups } from "./popups.js";
import { Search } from "./search.js";
import { Server } from "./server.js";
import { Texts } from "./texts.js";
import { Thief } from "./thief.js";
import { language, Tour } from "./tour.js";

/** This page's own name: several are open at a time, and what a press answers is seen where it was pressed. */
const page = crypto.randomUUID();

let snapshot = null;

const search = new Search();
const popups = new Popups(mine, toastHolder, follow);
const acts = { act, link: follow, search: (user) => search.open(user, snapshot) };
const phones = new Phones(acts);
const desk = new Desk(acts);
const server = new Server();
const controls = new Controls(post);
const crew = new Crew((user, name, fields) => act(user, null, name, fields));
const burst = new Burst(post);
const tour = new Tour(post, look);
const stage = document.querySelector(".stage");
const texts = new Texts();
const thief = new Thief();
const tabs = ["phones", "desk", "server", "texts", "thief"].map((name) => byId(`tab-${name}`));
const turnTo = tablist(tabs, (part) => {
  stage.dataset.tab = part;
  for (const name of ["texts", "thief"]) byId(`${name}-open`).setAttribute("aria-pressed", String(part === name));
  if (part === "texts") texts.open();
  if (part === "thief") thief.show();
  else thief.leave();
  if (snapshot) desk.show(snapshot);
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
  return post("/world/do", { act: name, user, chat, page, ...fields }, user);
}

/** What nobody pressed in a page, as in the tour, is seen in the first page; what the crowd of a burst presses, nowhere. */
function mine(popup) {
  if (popup.page) return popup.page === page;
  return !desk.alone && !snapshot.users.find((one) => one.id === popup.user)?.crowd;
}

function toastHolder(user) {
  const owner = snapshot?.users.find((one) => one.id === user);
  if (!owner) return null;
  return owner.operator ? desk.toasts(user) : (phones.phones.get(user)?.toasts ?? null);
}

/** A link of the bot opens its private chat and presses Start; every other link stays closed in a rehearsal. */
function follow(user, address) {
  const link = /^(?:https?:\/\/)?t\.me\/([A-Za-z0-9_]+)(?:\?start=([\w-]{0,64}))?$/.exec(address);
  const owner = snapshot.users.find((one) => one.id === user);
  if (link?.[1].toLowerCase() !== snapshot.bot.username.toLowerCase()) return popups.toast(user, `${address} stays closed in a rehearsal`);
  if (owner.operator) desk.go(user, null, user);
  return act(user, user, "start", { payload: link[2] ?? "" });
}

/** Where the tour wants eyes: a part, a phone or a chat, the search of a phone, a button about to be pressed. */
function look({ part, user, chat, thread, search: searched, press, table, word }) {
  if (part) turnTo(part);
  if (part === "desk" && chat) desk.go(chat, thread ?? null, user ?? null);
  phones.lookAt(part === "phones" ? user : null);
  if (table || word) server.go({ table, word });
  if (searched) search.open(searched, snapshot, { modal: false });
  else search.close();
  if (press) setTimeout(() => pressing(part === "phones" ? phones.phones.get(user)?.node : desk.window?.node, press), 60);
  for (const name of ["desk", "server"]) byId(name).classList.toggle("looked-at", name === part);
}

function pressing(place, [message, label]) {
  const keys = [...(place?.querySelectorAll(`.msg[data-id="${message}"]:not(.leaving) .key`) ?? [])];
  const key = keys.find((one) => one.textContent === label);
  key?.scrollIntoView({ block: "nearest" });
  key?.classList.add("pressing");
}

/** The tabs of a narrow screen carry a mark where something new waits. */
function mark() {
  if (!snapshot) return;
  byId("tab-desk").dataset.unread = desk.unread() || "";
  const total = snapshot.chats.filter((chat) => chat.type === "private").reduce((sum, chat) => sum + chat.messages.length, 0);
  if (stage.dataset.tab === "phones" || mark.total === undefined) mark.total = total;
  byId("tab-phones").dataset.unread = total > mark.total ? total - mark.total : "";
}

byId("new-phone").addEventListener("submit", (event) => {
  event.preventDefault();
  post("/world/do", { act: "add_user", language: byId("new-language").value });
});

// On a wide screen texts and thief stand in the place of operators and server, the phones stay in sight.
for (const name of ["texts", "thief"]) byId(`${name}-open`).addEventListener("click", () => turnTo(stage.dataset.tab === name ? "phones" : name));

byId("new-language").value = language();

listen(
  "/world/live",
  (value) => {
    snapshot = value;
    phones.show(value);
    desk.show(value);
    crew.show(value);
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
    if ("burst" in value) burst.show(value.burst);
    if ("tour" in value) tour.show(value.tour);
  },
  () => {},
);
