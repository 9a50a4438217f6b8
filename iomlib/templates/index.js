(() => {
  const form = document.forms.filter;
  const names = ["search", "area", "quarter", "notebook"];
  const plain = text => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, " ");
  const sections = [...document.querySelectorAll("#reports > section")].map(section => ({
    section,
    reports: [...section.querySelectorAll("[data-notebook]")].map(item => ({ item, text: plain(item.textContent) })),
  }));
  const count = document.getElementById("count");
  const show = () => {
    const words = plain(form.search.value).split(" ").filter(Boolean);
    let shown = 0;
    for (const { section, reports } of sections) {
      let any = false;
      for (const { item, text } of reports) {
        const chosen = names.slice(1).every(name => !form[name].value || item.dataset[name] === form[name].value);
        const fits = chosen && words.every(word => text.includes(word));
        item.hidden = !fits;
        any ||= fits;
        shown += fits;
      }
      section.hidden = !any;
    }
    const { one, many, none } = count.dataset;
    const told = shown === 0 ? none : shown === 1 ? one : many.replace("{number}", shown);
    if (count.textContent !== told) count.textContent = told;
  };
  const keep = () => {
    const asked = new URLSearchParams();
    for (const name of names) if (form[name].value) asked.set(name, form[name].value);
    // A page opened from a disk may not be allowed to write its address; it filters all the same.
    try { history.replaceState(null, "", "#" + asked); } catch { }
  };
  const fromAddress = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (names.some(name => asked.has(name))) for (const name of names) form[name].value = asked.get(name) ?? "";
    show();
  };
  form.hidden = false;
  form.addEventListener("input", () => { show(); keep(); });
  form.addEventListener("reset", () => setTimeout(() => { show(); keep(); form.search.focus(); }));
  form.addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", fromAddress);
  fromAddress();
})();
