"use strict";
// Loaded before streamlit's own script (1.67). Without it every page still works.

// History. Streamlit pushes a page's bare address and, when the page has run, the same with its
// query: two steps, the first of them without the filter. Here a page's address carries the query
// on, and what the reader did not ask for (an address put in order as it opens) adds no step. Nor
// does the answer to Back or Forward: it may come when the reader is a step further already.
(() => {
  const push = history.pushState.bind(history);
  const streamlits = new Set(["embed", "embed_options", "theme"]);
  let mayAddStep = false;
  let isStepOfHistory = false;
  for (const kind of ["pointerdown", "keydown", "click", "input"]) {
    addEventListener(kind, () => {
      mayAddStep = true;
      isStepOfHistory = false;
    }, true);
  }
  addEventListener("popstate", event => {
    // map_view.js sends one of its own, so that the page reads its address.
    if (!event.isTrusted) return;
    mayAddStep = false;
    isStepOfHistory = true;
  }, true);
  history.pushState = (state, unused, address) => {
    const next = new URL(address ?? location.href, location.href);
    const isSamePage = next.pathname === location.pathname;
    if (isSamePage && !mayAddStep) {
      history.replaceState(state, unused, next);
      return;
    }
    if (!isSamePage) {
      if (isStepOfHistory) return;
      mayAddStep = false;
      if ([...next.searchParams.keys()].every(name => streamlits.has(name.toLowerCase()))) {
        next.search = location.search;
      }
    }
    push(state, unused, next);
  };
})();

// Printing reads the map's canvas after it was drawn; WebGL forgets it unless told to keep it.
(() => {
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    const kept = kind.includes("webgl") ? { ...options, preserveDrawingBuffer: true } : options;
    return getContext.call(this, kind, kept);
  };

  // Pages whose incidents a screen shows as marks or as a drawn grid.
  const LISTED = /^\/(timeline|incidents)?$/;

  function pictureOf(map) {
    const layers = [...map.querySelectorAll("canvas")].filter(each => each.width && each.height);
    if (!layers.length) return null;
    const sheet = document.createElement("canvas");
    sheet.width = Math.max(...layers.map(each => each.width));
    sheet.height = Math.max(...layers.map(each => each.height));
    const brush = sheet.getContext("2d");
    // The land lies below the marks, whatever order the page has them in.
    layers.sort((a, b) => b.matches(".maplibregl-canvas,.mapboxgl-canvas")
      - a.matches(".maplibregl-canvas,.mapboxgl-canvas"));
    for (const each of layers) brush.drawImage(each, 0, 0, sheet.width, sheet.height);
    const picture = document.createElement("img");
    picture.className = "atlas-print-only atlas-print-map";
    picture.alt = "The map as shown";
    picture.src = sheet.toDataURL("image/png");
    return picture;
  }

  function fetchNow(address) {
    // The print waits for nothing that comes later.
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    try {
      request.send();
    } catch {
      return "";
    }
    return request.status === 200 ? request.responseText : "";
  }

  addEventListener("beforeprint", () => {
    const page = document.querySelector(".stMainBlockContainer");
    if (!page) return;
    for (const map of page.querySelectorAll("[data-testid=stDeckGlJsonChart]")) {
      const picture = pictureOf(map);
      if (picture) map.before(picture);
    }
    if (!LISTED.test(location.pathname)) return;
    const list = document.createElement("div");
    list.className = "atlas-print-only";
    list.innerHTML = fetchNow(`/print${location.search}`);
    page.append(list);
  });
  addEventListener("afterprint", () => {
    for (const each of document.querySelectorAll(".atlas-print-only")) each.remove();
  });
})();

// One click copies the address of the view; where a browser forbids it, the address is shown.
addEventListener("click", async event => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const box = button.parentElement;
  const [said, field] = [box.querySelector("[role=status]"), box.querySelector("input")];
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    said.textContent = "Link copied";
  } catch {
    field.hidden = false;
    field.select();
    said.textContent = "Copy the marked address";
    return;
  }
  setTimeout(() => { said.textContent = ""; }, 4000);
});

// Names and focus that streamlit leaves out; focus.js leads back from a card that closes.
(() => {
  const CARDS = ".st-key-incident_card,.st-key-district_card";
  let hadCard = false;

  function mend() {
    const button = document.querySelector("[data-testid=stExpandSidebarButton]");
    if (button && button.ariaLabel !== "Menu") button.ariaLabel = "Menu";
    const card = document.querySelector(CARDS);
    if (card && !hadCard && document.activeElement === document.body) {
      const head = card.querySelector("h1,h2,h3,h4,h5,h6") ?? card;
      head.tabIndex = -1;
      head.focus({ preventScroll: true });
    }
    hadCard = card !== null;
  }

  let isAsked = false;
  new MutationObserver(() => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      mend();
    });
  }).observe(document, { childList: true, subtree: true });
})();
