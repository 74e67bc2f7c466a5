// Three hints for a first visit to the map; never modal, kept away by tour=off or by the browser.
(() => {
  "use strict";
  const KEY = "cpec-atlas-tour";
  const HINTS = [
    [
      ".atlas-answers",
      "The answers",
      "How many were killed, in how many attacks, when last, and whether it gets worse. Brackets hold the range that pages report.",
    ],
    [
      ".st-key-filters, .st-key-filters_popover",
      "What is counted",
      "Core and linked incidents are the record; context is counted only when you choose it. The filter narrows every figure, picture and file.",
    ],
    [
      ".st-key-map_box",
      "Open an incident",
      "Click or tap a mark for the incident and its sources, or a district for its figures.",
    ],
  ];

  const isAway = () => {
    try {
      return (
        location.pathname !== "/" ||
        new URLSearchParams(location.search).get("tour") === "off" ||
        localStorage.getItem(KEY) !== null
      );
    } catch {
      // Without a storage the hints would come back on every visit.
      return true;
    }
  };

  const leave = (box) => {
    localStorage.setItem(KEY, "seen");
    delete document.body.dataset.tour;
    box.remove();
  };

  const show = (box, step) => {
    const [, title, text] = HINTS[step];
    document.body.dataset.tour = String(step + 1);
    box.querySelector("b").textContent = `${step + 1} of ${HINTS.length}: ${title}`;
    box.querySelector("p").textContent = text;
    const [next, skip] = box.querySelectorAll("button");
    const isLast = step === HINTS.length - 1;
    next.textContent = isLast ? "Done" : "Next";
    next.onclick = () => (isLast ? leave(box) : show(box, step + 1));
    skip.hidden = isLast;
  };

  const begin = () => {
    const box = document.createElement("aside");
    box.className = "atlas-tour";
    box.setAttribute("aria-label", "Hints for a first visit");
    box.setAttribute("aria-live", "polite");
    const buttons = ["Next", "Skip"].map((name) => {
      const button = document.createElement("button");
      button.textContent = name;
      return button;
    });
    box.append(document.createElement("b"), document.createElement("p"), ...buttons);
    buttons[1].onclick = () => leave(box);
    box.onkeydown = (event) => event.key === "Escape" && leave(box);
    document.body.append(box);
    show(box, 0);
  };

  if (isAway()) return;
  // The page is drawn bit by bit; the hints wait for what the last of them is about.
  const observer = new MutationObserver(() => {
    if (!document.querySelector(HINTS[2][0])) return;
    observer.disconnect();
    if (!isAway()) begin();
  });
  addEventListener("DOMContentLoaded", () =>
    observer.observe(document.body, { childList: true, subtree: true }),
  );
})();
