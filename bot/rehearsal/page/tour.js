// The tour's caption and its three buttons. The story itself runs on the server; the page follows with its eyes.

import { byId } from "./dom.js";

export class Tour {
  /** `look({part, user, chat, thread, search})` brings a part of the page into sight. */
  constructor(post, look) {
    this.look = look;
    this.step = null;
    new ResizeObserver(([{ borderBoxSize }]) => room(borderBoxSize[0].blockSize)).observe(byId("caption"));
    byId("tour-start").addEventListener("click", () => post("/play/tour", { act: "start", language: language(), pace: pace() }));
    byId("tour-stop").addEventListener("click", () => post("/play/tour", { act: "stop" }));
    byId("tour-pause").addEventListener("click", () => post("/play/tour", { act: this.paused ? "resume" : "pause" }));
  }

  /** `tour`: null, or {title, body, step, steps, paused, ended, look}. */
  show(tour) {
    const running = Boolean(tour);
    this.paused = Boolean(tour?.paused);
    byId("caption").hidden = !running;
    document.body.classList.toggle("touring", running);
    byId("tour-start").disabled = running && !tour.ended;
    if (!running) {
      if (this.step) this.look({});
      return (this.step = null);
    }
    byId("caption-title").replaceChildren(tour.title);
    byId("caption-body").replaceChildren(tour.body);
    byId("caption-step").replaceChildren(`${tour.step} of ${tour.steps}`);
    byId("tour-pause").hidden = tour.ended;
    byId("tour-pause").replaceChildren(this.paused ? "Go on" : "Pause");
    byId("tour-stop").replaceChildren(tour.ended ? "Close" : "End tour");
    const sign = JSON.stringify([tour.step, tour.look]);
    if (sign !== this.step) this.look(tour.look ?? {});
    return (this.step = sign);
  }
}

/** However high the caption is, what it speaks of stands above it. */
function room(height) {
  document.body.style.setProperty("--caption", `${Math.ceil(height)}px`);
}

/** The language of this browser, where the bot speaks it; English otherwise. */
export function language() {
  const code = (navigator.language || "en").slice(0, 2);
  return ["ru", "uk"].includes(code) ? code : "en";
}

/** `?pace=0.2` in the address makes the tour five times as quick. */
function pace() {
  return Number(new URLSearchParams(location.search).get("pace") ?? 1) || 0;
}
