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

  // Places of the legend's entries, in lines that fit the width.
  const legendPlaces = (paint, width) => {
    let left = 16;
    let line = 0;
    return [...document.querySelectorAll(".chip[aria-pressed='true']")].map((chip) => {
      const text = chip.textContent.trim();
      const room = 44 + paint.measureText(text).width;
      if (left > 16 && left + room > width) { left = 16; line += 1; }
      const place = { chip, text, left, line };
      left += room;
      return place;
    });
  };
  const paintEntry = (paint, { chip, text, left }, top) => {
    const path = chip.querySelector("path");
    const outline = new Path2D(path.getAttribute("d"));
    paint.save();
    paint.translate(left, top);
    paint.scale(0.75, 0.75);
    paint.lineWidth = 2;
    paint.fillStyle = path.getAttribute("fill");
    paint.strokeStyle = path.getAttribute("stroke");
    paint.fill(outline);
    paint.stroke(outline);
    paint.restore();
    paint.fillText(text, left + 24, top + 14);
  };
  const picture = () => {
    const source = document.querySelector("#drawing canvas");
    const [width, height] = [source.clientWidth, source.clientHeight];
    const ratio = source.width / width;
    const canvas = document.createElement("canvas");
    const paint = canvas.getContext("2d");
    paint.font = "14px system-ui, sans-serif";
    const places = legendPlaces(paint, width);
    const lines = 1 + Math.max(0, ...places.map((place) => place.line));
    canvas.width = source.width;
    canvas.height = (height + 100 + lines * 24) * ratio;
    paint.scale(ratio, ratio);
    paint.fillStyle = "#ffffff";
    paint.fillRect(0, 0, width, canvas.height);
    paint.drawImage(source, 0, 48, width, height);
    paint.fillStyle = "#1b1b1b";
    paint.font = "600 20px system-ui, sans-serif";
    paint.fillText(document.querySelector("h1").textContent, 16, 32, width - 32);
    paint.font = "14px system-ui, sans-serif";
    for (const place of places) paintEntry(paint, place, height + 56 + place.line * 24);
    paint.fillText(byId("count").textContent, 16, height + 84 + lines * 24);
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
