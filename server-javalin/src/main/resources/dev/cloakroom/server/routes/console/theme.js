// Colours: as the system has them, until someone chooses; the choice is this tab's.
const KEY = "console.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const chosen = () => sessionStorage.getItem(KEY);
const isDark = () => (chosen() ?? (dark.matches ? "dark" : "light")) === "dark";

export function switchTheme(button) {
  const paint = () => {
    if (chosen()) {
      document.documentElement.dataset.theme = chosen();
    }
    button.textContent = isDark() ? "☀ Light" : "☾ Dark";
    button.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
  };
  button.addEventListener("click", () => {
    sessionStorage.setItem(KEY, isDark() ? "light" : "dark");
    paint();
  });
  dark.addEventListener("change", paint);
  paint();
}
