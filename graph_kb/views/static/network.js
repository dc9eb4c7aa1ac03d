"use strict";
// Draws the graph in #graph-data. Positions come with the data and nothing is animated. Nodes and links go by
// number, and every text of the data reaches the page through textContent or the canvas, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("graph-data").textContent);
  const many = data.isDense;
  const chips = document.querySelectorAll(".chip");
  const hiddenKinds = new Set();
  let onMap = false;
  let selected = null;

  const nodes = new vis.DataSet(data.nodes);
  const links = new vis.DataSet(data.links);
  const curves = data.isFlow && !many
    ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.45 }
    : { enabled: false };
  const halo = many ? {} : { strokeWidth: 4, strokeColor: "#ffffff" };
  const network = new vis.Network(byId("drawing"), { nodes, edges: links }, {
    physics: false,
    layout: { improvedLayout: false },
    nodes: {
      size: 16, borderWidth: 2, borderWidthSelected: 6,
      scaling: { label: { drawThreshold: 7 } },
      font: { size: 16, face: "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif", color: "#1b1b1b", ...halo },
    },
    edges: { smooth: curves, arrows: { to: { enabled: false, scaleFactor: 0.7 } }, selectionWidth: 1.5 },
    interaction: {
      tooltipDelay: 150, hideEdgesOnDrag: many, hideEdgesOnZoom: many,
      keyboard: { enabled: true, bindToWindow: false, autoFocus: false },
    },
  });
  const frame = byId("drawing").querySelector(".vis-network");
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Drawing of the network. N and P go through the nodes; the tables below hold the same data.");
  network.once("afterDrawing", () => { window.__drawn = performance.now(); });
  // Where everything fits in only with small letters, a small drawing can afford larger ones.
  const setLetters = () => {
    if (!many) network.setOptions({ nodes: { font: { size: Math.min(22, Math.max(16, 11 / network.getScale())) } } });
  };
  const fit = () => {
    network.fit({ animation: false, maxZoomLevel: 1.4 });
    if (onMap) {
      // Room for the bar below.
      const [scale, { x, y }] = [network.getScale() * 0.9, network.getViewPosition()];
      network.moveTo({ position: { x, y: y + 20 / scale }, scale, animation: false });
    }
    setLetters();
  };
  network.on("resize", () => requestAnimationFrame(setLetters));  // the new scale comes after
  fit();

  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const button = (text, action) => {
    const made = element("button", text);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  };

  // Panel: everything known about what is selected, with links to walk on.
  const addFacts = (list, rows) => {
    for (const [name, text, meaning] of rows) {
      const term = element("dt", meaning || name.replaceAll("_", " "));
      if (meaning) term.append(" ", element("code", name));
      list.append(term, element("dd", text));
    }
  };
  const openPanel = (kind, name, id, item) => {
    const panel = byId("panel");
    const heading = element("h2", name);
    heading.id = "panel-name";
    const close = button("×", clear);
    close.className = "close";
    close.setAttribute("aria-label", "Close");
    const meanings = data.meanings[item.owner] || {};
    const told = element("dl");
    addFacts(told, item.facts.map(([property, text]) => [property, text, meanings[property]]));
    const origin = element("dl", undefined, "origin");
    addFacts(origin, [
      ["Source", item.source || "not given"], ["As of", item.asOf || "not given"], ["Method", item.method || "not given"],
      ...(item.sourceId && item.sourceId !== item.source ? [["Source id", item.sourceId]] : []),
      ...(item.load ? [["Load", item.load]] : []),
    ]);
    panel.replaceChildren(close, element("p", kind, "kind"), heading, element("p", id, "id"), origin, told);
    panel.hidden = false;
    panel.scrollTop = 0;
    return panel;
  };
  const addLinks = (panel, node) => {
    const list = element("ul", undefined, "walk");
    for (const [place, link] of data.links.entries()) {
      if (link.from !== node && link.to !== node) continue;
      const outward = link.from === node;
      const other = outward ? link.to : link.from;
      const item = element("li");
      item.append(button(data.linkFacts[place].says[outward ? 0 : 1], () => showLink(place)), " ",
        button(data.nodeFacts[other].name, () => choose(other)));
      list.append(item);
    }
    if (list.children.length) panel.append(element("h3", "Links"), list);
  };
  const showNode = (node) => {
    selected = node;
    const item = data.nodeFacts[node];
    addLinks(openPanel(data.kinds[item.kind], item.name, item.id, item), node);
    byId("told").textContent = `Selected ${data.kinds[item.kind]}: ${item.name}`;
  };
  const showLink = (place) => {
    const { from, to } = data.links[place];
    const item = data.linkFacts[place];
    network.selectEdges([place]);
    const panel = openPanel(item.owner, item.says[0], "", item);
    const ends = element("p", undefined, "ends");
    ends.append(button(data.nodeFacts[from].name, () => choose(from)), " → ", button(data.nodeFacts[to].name, () => choose(to)));
    panel.querySelector(".id").replaceWith(ends);
  };
  const choose = (node) => {
    if (hiddenKinds.delete(data.nodeFacts[node].kind)) applyFilter();
    network.selectNodes([node]);
    showNode(node);
    requestAnimationFrame(() => requestAnimationFrame(() => bringIntoView(node)));  // after the panel has taken its room
  };
  const bringIntoView = (node) => {
    const at = network.canvasToDOM(network.getPosition(node));
    const isSeen = at.x > 40 && at.y > 40 && at.x < frame.clientWidth - 40 && at.y < frame.clientHeight - 40;
    if (!isSeen || network.getScale() < 0.4) network.focus(node, { scale: Math.max(network.getScale(), 0.8), animation: false });
  };
  const clear = () => {
    selected = null;
    if (byId("panel").contains(document.activeElement)) frame.focus();
    byId("panel").hidden = true;
    byId("search").value = "";
    byId("matches").hidden = true;
    network.unselectAll();
  };
  network.on("click", (event) => {
    if (event.nodes.length) showNode(event.nodes[0]);
    else if (event.edges.length) showLink(event.edges[0]);
    else clear();
  });

  // Legend: each entry is the filter of its kind.
  const applyFilter = () => {
    const isHidden = (node) => hiddenKinds.has(data.nodeFacts[node].kind);
    nodes.update(data.nodes.map((node) => ({ id: node.id, hidden: isHidden(node.id) })));
    links.update(data.links.map((link) => ({ id: link.id, hidden: isHidden(link.from) || isHidden(link.to) })));
    for (const chip of chips) chip.setAttribute("aria-pressed", String(!hiddenKinds.has(Number(chip.dataset.kind))));
    const seenNodes = data.nodes.filter((node) => !isHidden(node.id)).length;
    const seenLinks = data.links.filter((link) => !isHidden(link.from) && !isHidden(link.to)).length;
    byId("count").textContent = `Showing ${seenNodes.toLocaleString("en")} of ${data.nodes.length.toLocaleString("en")} nodes, `
      + `${seenLinks.toLocaleString("en")} of ${data.links.length.toLocaleString("en")} links`;
  };
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      const kind = Number(chip.dataset.kind);
      if (!hiddenKinds.delete(kind)) hiddenKinds.add(kind);
      applyFilter();
    });
  }

  // Search: names and ids, accents ignored.
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const keys = data.nodeFacts.map((item) => folded(`${item.name}\n${item.id}`));
  const findMatches = () => {
    const wanted = folded(byId("search").value.trim());
    return wanted ? data.nodes.map((node) => node.id).filter((id) => keys[id].includes(wanted)) : [];
  };
  const showMatches = () => {
    const found = findMatches();
    network.selectNodes(found, false);
    const list = byId("matches");
    list.replaceChildren(...found.slice(0, 8).map((id) => {
      const item = element("li");
      const pick = button("", () => { list.hidden = true; choose(id); });
      pick.append(element("span", data.nodeFacts[id].name), " ", element("small", data.kinds[data.nodeFacts[id].kind]));
      item.append(pick);
      return item;
    }));
    if (found.length > 8) list.append(element("li", `and ${found.length - 8} more`, "more"));
    if (!found.length) list.append(element("li", "Nothing fits", "more"));
    list.hidden = !byId("search").value.trim();
  };
  byId("search").addEventListener("input", showMatches);
  byId("search").addEventListener("keydown", (event) => {
    const found = findMatches();
    if (event.key === "Enter" && found.length) { byId("matches").hidden = true; choose(found[0]); }
    if (event.key === "ArrowDown") byId("matches").querySelector("button")?.focus();
  });
  byId("matches").addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step) return;
    event.preventDefault();
    (event.target.closest("li")[step]?.querySelector("button") || byId("search")).focus();
  });

  // Keys: one set for the page, one for the drawing.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { clear(); return; }
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      byId("search").focus();
    }
  });
  frame.addEventListener("keydown", (event) => {
    const step = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (!step || event.ctrlKey || event.metaKey) return;
    const seen = data.nodes.map((node) => node.id).filter((id) => !hiddenKinds.has(data.nodeFacts[id].kind));
    const at = seen.indexOf(selected);
    if (seen.length) choose(seen[(at < 0 && step < 0 ? 0 : at + step + seen.length) % seen.length]);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-node]");
    if (row) { byId("drawing").scrollIntoView({ block: "center" }); choose(Number(row.dataset.node)); byId("panel").focus(); }
  });

  // Map and layout: two sets of positions of the same nodes.
  const arrange = (toMap) => {
    onMap = toMap;
    network.setOptions({ edges: { smooth: onMap ? { enabled: false } : curves } });
    nodes.update(data.nodes.map(({ id, x, y, color }) => {
      const look = data.rough[id] ? { color: onMap ? { ...color, background: "#ffffff" } : color } : {};
      return onMap ? { id, x: data.map[id][0], y: data.map[id][1], ...look } : { id, x, y, ...look };
    }));
    byId("as-map").setAttribute("aria-pressed", String(onMap));
    byId("as-layout").setAttribute("aria-pressed", String(!onMap));
    fit();
  };
  byId("as-map")?.addEventListener("click", () => arrange(true));
  byId("as-layout")?.addEventListener("click", () => arrange(false));
  // Distances: squares and a bar of the same length, and a line to the coordinates of a node that had to make room.
  const squareKm = () => {
    const kmPerPixel = data.kmPerUnit / network.getScale();
    return [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((step) => step / kmPerPixel < 160) || 0.1;
  };
  const drawSquares = (context) => {
    const step = squareKm() / data.kmPerUnit;
    const [from, to] = [[0, 0], [frame.clientWidth, frame.clientHeight]].map(([x, y]) => network.DOMtoCanvas({ x, y }));
    context.strokeStyle = "#e8ecef";
    context.lineWidth = 1 / network.getScale();
    context.beginPath();
    for (let x = Math.ceil(from.x / step) * step; x < to.x; x += step) { context.moveTo(x, from.y); context.lineTo(x, to.y); }
    for (let y = Math.ceil(from.y / step) * step; y < to.y; y += step) { context.moveTo(from.x, y); context.lineTo(to.x, y); }
    context.stroke();
  };
  const drawCoordinates = (context) => {
    context.strokeStyle = "#0072b2";
    context.fillStyle = "#0072b2";
    context.lineWidth = 1 / network.getScale();
    for (const [id, place] of data.places.entries()) {
      if (!place || hiddenKinds.has(data.nodeFacts[id].kind)) continue;
      const at = network.getPosition(id);
      if (Math.hypot(at.x - place[0], at.y - place[1]) < 20) continue;
      context.beginPath();
      context.moveTo(at.x, at.y);
      context.lineTo(...place);
      context.stroke();
      context.beginPath();
      context.arc(...place, 3 / network.getScale(), 0, 2 * Math.PI);
      context.fill();
    }
  };
  network.on("beforeDrawing", (context) => {
    if (!onMap) return;
    context.save();
    drawSquares(context);
    drawCoordinates(context);
    context.restore();
  });
  network.on("afterDrawing", (context) => {
    if (!onMap) return;
    const length = squareKm() * network.getScale() / data.kmPerUnit;
    const text = `${squareKm()} km, as the squares; north is up. A thin blue line leads to the coordinates. `
      + "What has no place of its own stands beside its site.";
    const ratio = window.devicePixelRatio || 1;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const bottom = frame.clientHeight - 18;
    context.font = "13px system-ui, sans-serif";
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillStyle = "#ffffffd9";
    context.fillRect(12, bottom - 24, Math.max(length, context.measureText(text).width) + 12, 32);
    context.fillStyle = "#1b1b1b";
    context.fillRect(18, bottom, length, 3);
    context.fillText(text, 18, bottom - 8);
    context.restore();
  });

  byId("fit").addEventListener("click", () => {
    hiddenKinds.clear();
    applyFilter();
    fit();
  });
})();
