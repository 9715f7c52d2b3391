// One small face for each phone, when not all fit: which are in sight, what came to the others meanwhile, a way to them.

import { arrange, avatar, byId, el } from "./dom.js";

export class Strip {
  /** `go(user)` brings a phone into sight; `rack` holds the phones. */
  constructor(rack, go) {
    this.rack = rack;
    this.go = go;
    this.faces = new Map();
    this.inSight = new Set();
    this.seen = new Map();
    this.newest = new Map();
    this.eye = new IntersectionObserver((entries) => this.#looked(entries), { root: rack, threshold: 0.55 });
    new ResizeObserver(() => this.#mark()).observe(rack);
  }

  /** `people`: the owners; `newestOf(user)`: id of the newest message that is not his own. */
  show(people, phones, newestOf) {
    for (const user of people) this.newest.set(user.id, newestOf(user.id));
    arrange(byId("strip"), people.map((user) => this.#face(user, phones.get(user.id).node)));
    this.#mark();
  }

  #face(user, node) {
    if (!this.faces.has(user.id)) {
      const badge = el("mark", { hidden: true });
      const label = `Go to the phone of ${user.name}`;
      const face = el("button", { type: "button", title: label, "aria-label": label, onclick: () => this.go(user.id) }, avatar(user.id, user.name), badge);
      this.faces.set(user.id, { face, badge });
      this.eye.observe(node);
    }
    return this.faces.get(user.id).face;
  }

  #looked(entries) {
    for (const { target, isIntersecting } of entries) {
      const user = Number(target.dataset.user);
      if (isIntersecting) this.inSight.add(user);
      else this.inSight.delete(user);
    }
    this.#mark();
  }

  #mark() {
    byId("strip").hidden = this.rack.scrollWidth <= this.rack.clientWidth + 8 && this.inSight.size === this.faces.size;
    for (const [user, { face, badge }] of this.faces) {
      const here = this.inSight.has(user);
      if (here || !this.seen.has(user)) this.seen.set(user, this.newest.get(user) ?? 0);
      face.classList.toggle("in-sight", here);
      badge.hidden = (this.newest.get(user) ?? 0) <= this.seen.get(user);
      badge.replaceChildren("\u2022");
      face.setAttribute("aria-description", badge.hidden ? "" : "something new");
    }
  }
}
