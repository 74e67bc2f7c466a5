// Tell the server how large the window is, and keep where a reader has put the map by hand in the
// page's address as at=longitude,latitude,zoom. Asks nothing of any host.
(() => {
  "use strict";
  const QUIET_MS = 500;
  const DECIMALS = 3;

  const tellSize = () => {
    const size = `${window.innerWidth}x${window.innerHeight}`;
    document.cookie = `atlas_window=${size}; path=/; samesite=strict`;
  };

  // The map keeps its section to itself; the component that React has for its canvas refers to
  // deck.gl. The component's properties would not do: React keeps an outdated copy of them, too.
  const findViews = () => {
    const canvas = document.querySelector("[data-testid=stDeckGlJsonChart] canvas");
    const name = canvas && Object.keys(canvas).find((key) => key.startsWith("__reactFiber$"));
    for (let fiber = name ? canvas[name] : null; fiber; fiber = fiber.return) {
      for (let hook = fiber.memoizedState; hook; hook = hook.next) {
        const deck = hook.memoizedState?.current?.deck;
        if (deck?.viewManager) return deck.viewManager;
      }
    }
    return null;
  };

  const currentSection = () => {
    const view = findViews()?.getViewports()[0];
    const numbers = view ? [view.longitude, view.latitude, view.zoom] : [];
    if (numbers.length === 0 || !numbers.every(Number.isFinite)) return null;
    return numbers.map((number) => Number(number.toFixed(DECIMALS))).join(",");
  };

  const isOnMap = (event) =>
    event.target instanceof Element && event.target.closest("[data-testid=stDeckGlJsonChart]");

  const write = (before) => {
    const section = currentSection();
    if (section === null || section === before) return;
    const address = new URL(window.location.href);
    address.searchParams.set("at", section);
    const query = address.search.replaceAll("%2C", ",");
    window.history.replaceState(window.history.state, "", address.pathname + query);
    // The page reads its address again, so that marks and names are laid out for this section.
    window.dispatchEvent(new PopStateEvent("popstate", { state: window.history.state }));
  };

  // What was in sight when a hand came to the map; null while none is at it.
  let before = null;
  let timer = 0;

  const started = (event) => {
    if (isOnMap(event)) {
      before ??= currentSection();
    } else if (event.type !== "wheel") {
      // A hand on anything else may move the map, too: that is not by hand.
      window.clearTimeout(timer);
      before = null;
    }
  };

  const ended = () => {
    if (before === null) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const since = before;
      before = null;
      write(since);
    }, QUIET_MS);
  };

  tellSize();
  window.addEventListener("resize", tellSize);
  for (const type of ["pointerdown", "touchstart", "wheel", "keydown"]) {
    window.addEventListener(type, started, { capture: true, passive: true });
  }
  for (const type of ["pointerup", "touchend", "wheel", "keyup"]) {
    window.addEventListener(type, ended, { capture: true, passive: true });
  }
})();
