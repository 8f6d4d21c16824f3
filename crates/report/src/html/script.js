"use strict";
(() => {
  const answer = JSON.parse(document.getElementById("answer").textContent);
  const charts = new Map((answer.charts || []).map((c) => [c.id, c]));
  const records = answer.records || [];
  const tip = document.getElementById("tip");
  const el = (name, text) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const join = (parts, by) => parts.filter((p) => p !== null && p !== undefined && p !== "").join(by);

  // A row of a chart as an object by column.
  const row = (chart, i) => Object.fromEntries(chart.columns.map((c, k) => [c, chart.rows[i][k]]));

  const percent = (level) => Math.round(level * 100) + " % band";
  const few = (v, unit) => (unit === "share" ? +(v * 100).toPrecision(3) + " %" : String(+v.toPrecision(4)));
  const bands = (r) => {
    const told = [];
    for (const at of ["", "_2", "_3", "_4"]) {
      const [low, high] = [r["low" + at], r["high" + at]];
      if (low === null || low === undefined) continue;
      const level = r["level" + at];
      told.push(few(low, r.unit) + " to " + few(high, r.unit) + (level ? " (" + percent(level) + ")" : ""));
    }
    return told.join("; ");
  };

  const lines = (target) => {
    if (target.dataset.d !== undefined) return [["span", target.dataset.d]];
    if (target.dataset.i !== undefined) {
      const chart = charts.get(target.closest("[data-chart]").dataset.chart);
      if (!chart) return null;
      const r = row(chart, +target.dataset.i);
      if (r.shown === undefined) return [["b", r.label], ["i", target.getAttribute("aria-label")]];
      return [
        ["b", join([r.name || r.label, r.series], ", ")],
        ["strong", r.shown],
        ["i", bands(r)],
        ["i", join([r.year, r.status, r.missing], ", ")],
        ["i", r.note],
        ["i", r.source ? "Source: " + r.source : ""],
      ];
    }
    const r = records[+target.dataset.r];
    if (!r) return null;
    const vintage = r.vintage ? " (" + r.vintage + ")" : "";
    return [
      ["b", join([r.measure.replaceAll("_", " "), r.dependent ? r.dependent + " on " + r.on : r.economy], ", ")],
      ["strong", target.textContent.trim()],
      ["i", bands(r)],
      ["i", join([r.session ? "session " + r.session : r.year, r.status, r.denominator ? "of " + r.denominator : ""], ", ")],
      ["i", r.missing || ""],
      ["i", (r.flags || []).filter((f) => !f.startsWith("missing-") && f !== "beside").join("; ")],
      ["i", r.source ? "Source: " + r.source + vintage : ""],
    ];
  };

  let on = null;
  const hide = () => {
    tip.hidden = true;
    if (on) on.classList.remove("on");
    on = null;
  };
  const show = (target) => {
    if (target === on && !tip.hidden) return;
    const told = lines(target);
    if (!told) return hide();
    hide();
    on = target;
    on.classList.add("on");
    tip.replaceChildren(...told.filter(([, text]) => text).map(([name, text]) => el(name, text)));
    tip.hidden = false;
    place();
  };
  const place = () => {
    const at = on.getBoundingClientRect();
    const box = tip.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.min(Math.max(at.left + at.width / 2 - box.width / 2, 8), Math.max(8, width - box.width - 8));
    const above = at.top - box.height - 10;
    tip.style.left = left + "px";
    tip.style.top = (above > 4 ? above : Math.min(at.bottom + 10, window.innerHeight - box.height - 4)) + "px";
  };

  // The mark meant: the one under the pointer, or the nearest where they lie close.
  const meant = (event) => {
    const target = event.target.closest("[data-i],[data-r],[data-d]");
    if (target) return target;
    const svg = event.target.closest("svg[data-near]");
    if (!svg) return null;
    let best = null;
    let least = 28 * 28;
    for (const mark of svg.querySelectorAll(".mark")) {
      const box = mark.getBoundingClientRect();
      const dx = box.left + box.width / 2 - event.clientX;
      const dy = box.top + box.height / 2 - event.clientY;
      if (dx * dx + dy * dy < least) {
        least = dx * dx + dy * dy;
        best = mark;
      }
    }
    return best;
  };
  document.addEventListener("pointermove", (event) => {
    const target = meant(event);
    if (target) show(target);
    else if (!on || on !== document.activeElement) hide();
  });
  document.addEventListener("pointerdown", (event) => {
    const target = meant(event);
    if (target) show(target);
    else hide();
  });
  document.addEventListener("focusin", (event) => {
    const target = event.target.closest("[data-i],[data-r],[data-d]");
    if (target) show(target);
  });
  document.addEventListener("focusout", hide);
  // Moving on by keyboard scrolls too: then the text goes along.
  document.addEventListener("scroll", () => (on && on === document.activeElement ? place() : hide()), { passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  // One stop a drawing; arrow keys move on from there, up and down to the next line or row.
  for (const svg of document.querySelectorAll("svg.drawing")) {
    const marks = [...svg.querySelectorAll(".mark")];
    marks.forEach((mark, i) => mark.setAttribute("tabindex", i ? "-1" : "0"));
    svg.addEventListener("keydown", (event) => {
      const at = marks.indexOf(document.activeElement);
      if (at < 0) return;
      const groups = [...svg.querySelectorAll("g[role=group]")].map((g) => [...g.querySelectorAll(".mark")]);
      const jump = (by) => {
        const group = groups.findIndex((g) => g.includes(marks[at]));
        const next = groups[group + by];
        if (group < 0 || !next || !next.length) return at + by;
        return marks.indexOf(next[Math.min(groups[group].indexOf(marks[at]), next.length - 1)]);
      };
      const moves = {
        ArrowRight: () => at + 1,
        ArrowLeft: () => at - 1,
        ArrowDown: () => jump(1),
        ArrowUp: () => jump(-1),
        Home: () => 0,
        End: () => marks.length - 1,
      };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const next = marks[Math.min(Math.max(move(), 0), marks.length - 1)];
      marks[at].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
      show(next);
    });
  }

  // Sorting: by the number behind a cell, else by its words; what is missing stays last.
  const key = (cell) => {
    const data = cell && cell.querySelector("data");
    if (data) return data.hasAttribute("value") ? +data.getAttribute("value") : null;
    const text = cell ? cell.textContent.trim() : "";
    const number = /^[+-]?\d[\d,]*(\.\d+)?(?=$|[\s%])/.exec(text);
    return text === "" ? null : number ? +number[0].replaceAll(",", "") : text.toLowerCase();
  };
  const sortable = (table) => {
    for (const th of table.tHead.rows[0].cells) {
      const button = el("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        const down = th.getAttribute("aria-sort") === "descending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        th.setAttribute("aria-sort", down ? "ascending" : "descending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((tr) => [key(tr.cells[th.cellIndex]), tr]);
        rows.sort(([x], [y]) => {
          if (x === null || y === null) return (x === null) - (y === null);
          const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
          return down ? order : -order;
        });
        body.append(...rows.map(([, tr]) => tr));
      });
    }
  };
  document.querySelectorAll("table.sortable").forEach(sortable);

  // Long tables fold after twelve rows.
  for (const body of document.querySelectorAll("tbody[data-fold]")) {
    const count = body.rows.length;
    const button = el("button", "All " + count + " rows");
    button.type = "button";
    button.className = "fold";
    body.classList.add("folded");
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const folded = body.classList.toggle("folded");
      button.textContent = folded ? "All " + count + " rows" : "Fewer rows";
      button.setAttribute("aria-expanded", String(!folded));
    });
    body.closest(".scroll").after(button);
  }

  // Data tables under charts, made when opened.
  const hiddenColumns = new Set(["value", "unit"]);
  for (const details of document.querySelectorAll("details.data")) {
    details.addEventListener("toggle", () => {
      if (!details.open || details.querySelector("table")) return;
      const figure = details.closest("[data-chart]");
      const chart = charts.get(figure.dataset.chart);
      if (!chart) return;
      const wanted = chart.columns.map((c, k) => [c, k]).filter(([c]) => !hiddenColumns.has(c) || !chart.columns.includes("shown"));
      const table = el("table");
      table.className = "sortable";
      const caption = el("caption", "Data of: " + chart.title);
      caption.className = "hidden";
      const head = el("thead").appendChild(el("tr")).parentNode;
      for (const [name] of wanted) {
        const th = el("th", name === "shown" ? "value" : name.replace("_", " "));
        th.scope = "col";
        head.firstChild.append(th);
      }
      const body = el("tbody");
      const value = chart.columns.indexOf("value");
      for (const cells of chart.rows) {
        const tr = el("tr");
        for (const [name, k] of wanted) {
          const td = el("td");
          if (name === "shown" && cells[value] !== null) {
            const data = el("data", cells[k]);
            data.setAttribute("value", cells[value]);
            td.append(data);
            td.className = "num";
          } else {
            td.textContent = cells[k] === null ? "" : typeof cells[k] === "number" && !Number.isInteger(cells[k]) ? String(+cells[k].toPrecision(6)) : cells[k];
          }
          tr.append(td);
        }
        body.append(tr);
      }
      table.append(caption, head, body);
      const scroll = el("div");
      scroll.className = "scroll";
      scroll.tabIndex = 0;
      scroll.setAttribute("role", "region");
      scroll.setAttribute("aria-label", "Data of: " + chart.title);
      scroll.append(table);
      details.append(scroll);
      sortable(table);
    });
  }

  // CSV: numbers in full, as in the JSON.
  const quoted = (v) => {
    const text = v === null || v === undefined ? "" : String(v);
    return /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  const save = (name, rows) => {
    const text = rows.map((r) => r.map(quoted).join(",")).join("\n") + "\n";
    const link = el("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name + ".csv";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  for (const button of document.querySelectorAll("button[data-csv],button[data-table]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.csv) {
        const chart = charts.get(button.dataset.csv);
        save(chart.id, [chart.columns, ...chart.rows]);
        return;
      }
      const table = document.getElementById(button.dataset.table);
      const cell = (c) => {
        const data = c.querySelector("data");
        return data && data.hasAttribute("value") ? data.getAttribute("value") : c.textContent.trim();
      };
      save(table.id.slice(2), [...table.rows].map((tr) => [...tr.cells].map(cell)));
    });
  }
  document.documentElement.classList.add("ready");
})();
