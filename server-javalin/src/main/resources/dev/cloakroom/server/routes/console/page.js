// The page: two parts behind two tabs, and the colours.
import { byId } from "/console/dom.js";
import { operators } from "/console/operators.js";
import { playground } from "/console/playground.js";
import { switchTheme } from "/console/theme.js";

const parts = ["playground", "operators"];

function show(part, focus) {
  for (const name of parts) {
    const tab = byId(`tab-${name}`);
    const shown = name === part;
    tab.setAttribute("aria-selected", shown);
    tab.tabIndex = shown ? 0 : -1;
    byId(name).hidden = !shown;
    if (shown && focus) {
      tab.focus();
    }
  }
  sessionStorage.setItem("console.part", part);
  document.dispatchEvent(new CustomEvent("part", { detail: part }));
}

parts.forEach((name, at) => {
  const tab = byId(`tab-${name}`);
  tab.addEventListener("click", () => show(name));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      show(parts[(at + step + parts.length) % parts.length], true);
    }
  });
});

switchTheme(byId("theme"));
playground(byId("playground"));
operators(byId("operators"));
show(parts.includes(sessionStorage.getItem("console.part")) ? sessionStorage.getItem("console.part") : parts[0]);
