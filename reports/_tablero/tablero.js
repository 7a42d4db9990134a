"use strict";
// What is told of the day under the pointer, or chosen with the arrow keys. Without this script the
// page lacks nothing else: choices are the style sheet's, and behind each chart is its table.
(() => {
  const { places, words } = JSON.parse(document.getElementById("datos").textContent);
  const SVG = "http://www.w3.org/2000/svg";

  const shape = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const nearest = (xs, at) =>
    xs.reduce((best, x, i) => (Math.abs(x - at) < Math.abs(xs[best] - at) ? i : best), 0);

  for (const canvas of document.querySelectorAll(".lienzo")) {
    const chart = { ...places[canvas.dataset.trazo], ...words[canvas.id] };
    const balloon = canvas.querySelector(".globo");
    const drawings = [...canvas.querySelectorAll("svg")];
    let place = -1;

    const seen = () => drawings.find((one) => one.getBoundingClientRect().width > 0);
    const edges = (drawing) => drawing.dataset.plot.split(" ").map(Number);

    const hide = () => {
      place = -1;
      balloon.hidden = true;
      for (const one of drawings) one.querySelector(".marca").replaceChildren();
    };

    const tell = (index) => {
      const drawing = seen();
      if (!drawing) return;
      place = index;
      const [left, right, top, bottom] = edges(drawing);
      const x = left + (right - left) * chart.x[index];
      const marks = [shape("path", { d: `M${x} ${top}V${bottom}` })];
      for (const y of chart.y[index])
        marks.push(shape("circle", { cx: x, cy: bottom - (bottom - top) * y, r: 4 }));
      drawing.querySelector(".marca").replaceChildren(...marks);

      const [day, ...values] = chart.rows[index];
      const title = document.createElement("strong");
      title.textContent = day;
      const lines = values.map((value, i) => {
        const line = document.createElement("span");
        const number = document.createElement("b");
        number.textContent = value;
        line.append(chart.heads[i + 1], " ", number);
        return line;
      });
      balloon.replaceChildren(title, ...lines.filter((_, i) => values[i] !== "–"));
      balloon.hidden = false;
      const wide = canvas.clientWidth;
      const over = (x / drawing.viewBox.baseVal.width) * wide;
      const to = over > wide / 2 ? over - balloon.offsetWidth - 14 : over + 14;
      balloon.style.left = `${Math.max(0, Math.min(to, wide - balloon.offsetWidth))}px`;
    };

    canvas.addEventListener("pointermove", (event) => {
      const drawing = seen();
      const [left, right] = edges(drawing);
      const box = drawing.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * drawing.viewBox.baseVal.width;
      tell(nearest(chart.x, (x - left) / (right - left)));
    });
    canvas.addEventListener("pointerdown", (event) => canvas.dispatchEvent(new PointerEvent("pointermove", event)));
    // A finger leaves when it is lifted; what it chose stays until it touches something else.
    canvas.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hide());
    canvas.addEventListener("blur", hide);
    canvas.addEventListener("keydown", (event) => {
      const last = chart.x.length - 1;
      const moves = {
        ArrowLeft: place < 0 ? last : Math.max(0, place - 1),
        ArrowRight: place < 0 ? last : Math.min(last, place + 1),
        Home: 0,
        End: last,
      };
      if (event.key === "Escape") hide();
      if (!(event.key in moves)) return;
      event.preventDefault();
      tell(moves[event.key]);
    });
  }

  for (const choice of document.querySelectorAll("input[name=idioma]"))
    choice.addEventListener("change", () => {
      document.documentElement.lang = choice.value;
      document.title = document.querySelector(`div[lang=${choice.value}] h1`).textContent;
    });
})();
