// Serves the one page that was kept, when there is no network. Keeps nothing by itself.
"use strict";

const CACHE = "offline";
const PAGE = "/offline/";

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const kept = () => caches.open(CACHE).then((cache) => cache.match(event.request));
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.open(CACHE).then((cache) => cache.match(PAGE))));
  } else if (new URL(event.request.url).pathname.startsWith("/static/")) {
    event.respondWith(kept().then((found) => found || fetch(event.request)));
  }
});
