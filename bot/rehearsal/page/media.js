// What a message carries beside text: picture, voice, video, place, sticker.

import { el, icon } from "./dom.js";

/** The node of one medium; behind a spoiler until somebody presses it. */
export function medium(media, covered = false) {
  const node = bare(media);
  if (!covered) return node;
  const cover = el("button", { type: "button", class: "cover", "aria-label": `Hidden ${media.kind}, press to show` }, icon("eye"));
  const box = el("div", { class: "covered" }, node, cover);
  node.inert = true;
  cover.addEventListener("click", (event) => {
    event.stopPropagation();
    node.inert = false;
    box.classList.add("shown");
    cover.remove();
  });
  return box;
}

function bare(media) {
  if (media.kind === "photo") return el("img", { class: "photo", src: media.url, alt: "Photo", loading: "lazy" });
  if (media.kind === "voice" || media.kind === "audio") return voice(media);
  if (media.kind === "video" || media.kind === "video_note") return el("video", { class: media.kind, src: media.url, controls: true });
  if (media.kind === "location") return place(media);
  if (media.kind === "sticker") return el("div", { class: "sticker" }, media.emoji ?? "\u{1F44D}");
  return file(media);
}

function file(media) {
  const name = media.name || media.kind;
  const size = media.size >= 1024 ? `${Math.round(media.size / 1024)} kB` : `${media.size ?? 0} B`;
  const words = el("span", {}, el("a", { href: media.url, download: name }, name), el("small", {}, size));
  return el("div", { class: "file" }, icon("clip"), words);
}

function place({ latitude, longitude }) {
  const words = `${Number(latitude).toFixed(4)}, ${Number(longitude).toFixed(4)}`;
  return el(
    "div",
    { class: "place", role: "img", "aria-label": `Place: ${words}` },
    el("div", { class: "map" }, el("span", { class: "pin" }, icon("place"))),
    el("code", {}, words),
  );
}

function voice(media) {
  const sound = el("audio", { src: media.url, preload: "metadata" });
  const toggle = el("button", { type: "button", class: "voice-play", "aria-label": "Play voice message" }, icon("play"));
  const length = el("span", { class: "voice-length" }, seconds(media.duration));
  toggle.addEventListener("click", (event) => {
    event.stopPropagation();
    if (sound.paused) sound.play().catch(() => length.replaceChildren("can not be played"));
    else sound.pause();
  });
  const show = () => toggle.replaceChildren(icon(sound.paused ? "play" : "pause"));
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, show);
  sound.addEventListener("loadedmetadata", () => length.replaceChildren(seconds(sound.duration)));
  return el("div", { class: "voice" }, toggle, bars(media.url ?? ""), length, sound);
}

function bars(seed) {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 65521, 7);
  const heights = Array.from({ length: 28 }, () => (state = (state * 75 + 74) % 65537) % 5);
  return el("span", { class: "bars", "aria-hidden": "true" }, heights.map((height) => el("i", { class: `bar-${height}` })));
}

function seconds(length) {
  if (!Number.isFinite(length)) return "";
  return `0:${String(Math.max(1, Math.round(length))).padStart(2, "0")}`;
}
