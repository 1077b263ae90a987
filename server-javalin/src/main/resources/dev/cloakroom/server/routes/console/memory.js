// What a side remembers: in this tab only, so that two tabs never share a session by accident.
export function memory(side, defaults) {
  const key = `console.${side}`;
  const all = { ...defaults, ...JSON.parse(sessionStorage.getItem(key) ?? "{}") };
  return {
    get: (name) => all[name],
    set: (name, value) => {
      all[name] = value;
      sessionStorage.setItem(key, JSON.stringify(all));
    },
  };
}
