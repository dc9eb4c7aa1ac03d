"use strict";
// What needs the page alone: copy the query, save a picture of drawing and legend.
(() => {
  const byId = (id) => document.getElementById(id);

  document.addEventListener("click", async (event) => {
    if (event.target.id !== "copy") return;
    try {
      await navigator.clipboard.writeText(byId("cypher").textContent);
      byId("copy").textContent = "Copied";
    } catch {
      window.getSelection().selectAllChildren(byId("cypher"));
      byId("copy").textContent = "Selected: press Ctrl+C";
    }
  });

  // The picture must stand alone: title, question, drawing, legend, key, notes and sources.
  const LETTERS = "14px system-ui, sans-serif";
  const LINE = 22;
  const MARGIN = 16;
  const MOST_SOURCES = 60;

  const wrapped = (paint, text, width) => {
    const lines = [""];
    for (const word of text.trim().split(/\s+/)) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (lines.at(-1) && paint.measureText(longer).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  };
  // Entries of legend and key, in lines that fit the width.
  const entryPlaces = (paint, width) => {
    let left = MARGIN;
    let line = 0;
    return [...document.querySelectorAll(".chip[aria-pressed='true'], .key li:not(.hint)")].map((entry) => {
      const drawing = entry.querySelector("svg");
      const scale = entry.matches(".chip") ? 0.75 : 0.9;
      const text = entry.textContent.trim();
      const indent = drawing.viewBox.baseVal.width * scale + 6;
      const room = indent + paint.measureText(text).width + 20;
      const startsKey = entry.matches(".key li:first-child");
      if (left > MARGIN && (startsKey || left + room > width)) { left = MARGIN; line += 1; }
      const place = { drawing, scale, text, indent, left, line };
      left += room;
      return place;
    });
  };
  const paintEntry = (paint, { drawing, scale, text, indent, left }, top) => {
    paint.save();
    paint.translate(left, top);
    paint.scale(scale, scale);
    for (const path of drawing.querySelectorAll("path")) {
      const outline = new Path2D(path.getAttribute("d"));
      const [fill, stroke] = [path.getAttribute("fill"), path.getAttribute("stroke")];
      paint.lineWidth = Number(path.getAttribute("stroke-width") || 0);
      paint.setLineDash((path.getAttribute("stroke-dasharray") || "").split(" ").filter(Boolean).map(Number));
      if (fill) { paint.fillStyle = fill; paint.fill(outline); }
      if (stroke) { paint.strokeStyle = stroke; paint.stroke(outline); }
    }
    paint.restore();
    paint.fillText(text, left + indent, top + 14);
  };
  // What stands below the legend, as texts of one paragraph each.
  const paragraphs = () => {
    const items = (id) => [...document.querySelectorAll(`#${id} li`)].map((item) => item.textContent.trim());
    const sources = items("sources");
    const more = sources.length - MOST_SOURCES;
    return [
      byId("count").textContent, ...items("notes"),
      ...(sources.length ? ["Sources:", ...sources.slice(0, MOST_SOURCES).map((source) => `\u2022 ${source}`)] : []),
      ...(more > 0 ? [`and ${more} more, named on the page`] : []),
    ];
  };
  const picture = () => {
    const source = document.querySelector("#drawing canvas");
    const [width, height] = [source.clientWidth, source.clientHeight];
    const ratio = source.width / width;
    const canvas = document.createElement("canvas");
    const paint = canvas.getContext("2d");
    paint.font = LETTERS;
    const room = width - 2 * MARGIN;
    const question = document.querySelector(".question");
    const asked = question ? wrapped(paint, question.textContent, room) : [];
    const top = 48 + asked.length * LINE;
    const places = entryPlaces(paint, width);
    const legend = (1 + Math.max(0, ...places.map((place) => place.line))) * 24;
    const told = paragraphs().flatMap((text) => wrapped(paint, text, room));
    canvas.width = source.width;
    canvas.height = Math.ceil((top + height + legend + told.length * LINE + 40) * ratio);
    paint.scale(ratio, ratio);
    paint.fillStyle = "#ffffff";
    paint.fillRect(0, 0, width, canvas.height);
    paint.drawImage(source, 0, top, width, height);
    paint.fillStyle = "#1b1b1b";
    paint.font = "600 20px system-ui, sans-serif";
    paint.fillText(document.querySelector("h1").textContent, MARGIN, 32, room);
    paint.font = LETTERS;
    for (const [line, text] of asked.entries()) paint.fillText(text, MARGIN, 54 + line * LINE, room);
    for (const place of places) paintEntry(paint, place, top + height + 10 + place.line * 24);
    for (const [line, text] of told.entries()) paint.fillText(text, MARGIN, top + height + legend + 34 + line * LINE, room);
    return canvas;
  };
  // Not toBlob: it waits for idle time, several seconds on a busy machine.
  const pngOf = (canvas) => {
    const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (letter) => letter.charCodeAt(0));
    return new Blob([bytes], { type: "image/png" });
  };
  byId("export").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(pngOf(picture()));
    link.download = byId("export").dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
