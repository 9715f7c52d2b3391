"""How the preview page looks, light and dark, wide and narrow; and its one script: find, and show fewer languages."""

from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark; --paper: #e9eeec; --panel: #fff; --ink: #14211f; --soft: #586966; --line: #d8e0dd;
  --accent: #0d6a6c; --wall: #d5e2d9; --key: rgb(255 255 255 / 80%); --key-ink: #0c5c5e;
  font: 15px/1.42 Inter, "Segoe UI", Roboto, "Noto Sans", system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0c1211; --panel: #1b2524; --ink: #e6eeec; --soft: #94a7a3; --line: #263231;
    --accent: #56bdb5; --wall: #101c1a; --key: rgb(58 78 75 / 72%); --key-ink: #d3efec;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); }
header {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center;
  padding: 10px 20px; background: var(--panel); border-bottom: 1px solid var(--line);
}
h1 { font-size: 18px; margin: 0; }
small { font-weight: 400; color: var(--soft); font-size: 13px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; margin-left: auto; }
input[type=search] {
  font: inherit; color: inherit; width: 220px; max-width: 100%; padding: 5px 10px;
  background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
}
.page { display: flex; align-items: flex-start; }
nav {
  position: sticky; top: 56px; flex: 0 0 230px; max-height: calc(100vh - 56px);
  overflow: auto; padding: 14px 8px 14px 20px;
}
nav a { display: block; padding: 2px 8px; color: inherit; font-size: 13px; text-decoration: none; border-radius: 6px; }
nav a:hover { background: var(--panel); }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
main { flex: 1; min-width: 0; padding: 0 20px 60px; }
h2 { font-size: 20px; margin: 28px 0 4px; }
h3 { font: 600 13px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; color: var(--soft); margin: 20px 0 6px; }
section { scroll-margin-top: 64px; }
.phones { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 12px; max-width: 1200px; }
article {
  display: flex; flex-direction: column; gap: 3px; padding: 12px; border-radius: 14px; background: var(--wall);
  max-width: 400px; scroll-margin-top: 110px; outline: 2px solid transparent;
}
article:target { outline-color: var(--accent); }
.bubble {
  margin: 0 0 2px; padding: 8px 12px; border-radius: 12px 12px 12px 4px; background: var(--panel);
  white-space: pre-wrap; overflow-wrap: anywhere; box-shadow: 0 1px 2px rgb(0 0 0 / 14%);
}
.bubble code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 14px; }
.keys { display: flex; gap: 3px; }
.key {
  display: flex; align-items: center; justify-content: center;
  flex: 1 1 0; min-width: 0; padding: 7px 6px; text-align: center; font-size: 14px; line-height: 1.25;
  overflow-wrap: anywhere; border-radius: 8px; background: var(--key); color: var(--key-ink); text-decoration: none;
}
a.key:hover, a.key:focus-visible { outline: 2px solid var(--accent); }
[hidden] { display: none; }
@media (max-width: 760px) {
  nav { display: none; }
  header { padding: 8px 12px; }
  main { padding: 0 12px 40px; }
  .tools { margin-left: 0; width: 100%; }
  input[type=search] { flex: 1 1 0; width: 0; min-width: 90px; }
}
"""

SCRIPT: Final = """
const find = document.querySelector("input[type=search]");
const boxes = [...document.querySelectorAll("input[type=checkbox]")];
const rows = [...document.querySelectorAll("section")];
const show = () => {
  const wanted = find.value.trim().toLowerCase();
  rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
};
find.addEventListener("input", show);
addEventListener("hashchange", () => {
  find.value = "";
  show();
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
});
boxes.forEach((box) => box.addEventListener("change", () => {
  document.querySelectorAll("article").forEach((one) => {
    const language = boxes.find((other) => other.value === one.dataset.language);
    one.hidden = !language.checked;
  });
}));
"""
