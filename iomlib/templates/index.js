(() => {
  const form = document.forms.filter;
  const rows = [...document.querySelectorAll("tbody tr")];
  const count = document.getElementById("count");
  const plain = text => text.toLowerCase().replace(/[^a-z0-9]+/g, " ");
  const show = () => {
    const words = plain(form.search.value).split(" ").filter(Boolean);
    const quarter = form.quarter.value, notebook = form.notebook.value;
    let shown = 0;
    for (const row of rows) {
      const named = words.every(word => plain(row.dataset.area).includes(word));
      let any = false;
      for (const report of row.querySelectorAll("[data-notebook]")) {
        const fits = (!quarter || report.dataset.quarter === quarter) && (!notebook || report.dataset.notebook === notebook);
        report.hidden = !fits;
        any ||= fits;
        if (fits && named) shown += 1;
      }
      row.hidden = !(named && any);
    }
    for (const cell of document.querySelectorAll("[data-column]")) cell.hidden = Boolean(quarter) && cell.dataset.column !== quarter;
    count.textContent = shown === 1 ? "1 report" : shown + " reports";
  };
  const fromAddress = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const name of ["search", "quarter", "notebook"]) if (asked.has(name)) form[name].value = asked.get(name);
    show();
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", fromAddress);
  fromAddress();
})();
