// When an incident's card closes, focus goes back to what opened it instead of to the page's top.
(() => {
  "use strict";
  const CARD = ".st-key-incident_card";
  const HOMES =
    "[class*=st-key-incident_table] canvas, .st-key-map canvas, .st-key-timeline, #stMain";
  let before = null;
  let hadCard = false;

  addEventListener("focusin", (event) => {
    if (!event.target.closest(CARD)) before = event.target;
  });

  const comeBack = () => {
    if (document.activeElement !== document.body) return;
    const home = before?.isConnected ? before : document.querySelector(HOMES);
    if (!home) return;
    if (home.tabIndex < 0) home.tabIndex = -1;
    home.focus({ preventScroll: true });
  };

  addEventListener("DOMContentLoaded", () =>
    new MutationObserver(() => {
      const hasCard = document.querySelector(CARD) !== null;
      if (hadCard && !hasCard) setTimeout(comeBack, 150);
      hadCard = hasCard;
    }).observe(document.body, { childList: true, subtree: true }),
  );
})();
