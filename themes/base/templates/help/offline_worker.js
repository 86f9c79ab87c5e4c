/* Keeps the public help page for when there is no network. It knows that page, as a stranger sees it, and what it is
   drawn with, and nothing else: no page of anybody's is ever kept. Leaving quickly takes all of it away. */
"use strict";
const KEPT = "help-{{ version }}";
const HELP = "{% url 'help_now' %}?kept=1";
const DRAWN_WITH = [{% for address in drawn_with %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const WAY_OUT = "{% url 'site_exit' %}";
const LEADS_TO = "{{ leave_to|escapejs }}";

const kept = (address) => caches.match(address, { ignoreVary: true });

const forget = async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
};

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(KEPT);
  const asAStranger = { credentials: "omit", cache: "reload" };
  await cache.addAll([HELP, ...DRAWN_WITH].map((address) => new Request(address, asAStranger)));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await self.clients.claim();
})()));

const page = async (request) => {
  try {
    return await fetch(request);
  } catch {
    if (new URL(request.url).pathname !== WAY_OUT) return (await kept(HELP)) ?? Response.error();
    await forget();
    return Response.redirect(LEADS_TO);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  // The way out is none of ours, as long as there is a network.
  if (request.method !== "GET" || (pathname === WAY_OUT && navigator.onLine)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (DRAWN_WITH.includes(pathname)) {
    event.respondWith(fetch(request).catch(async () => (await kept(request.url)) ?? Response.error()));
  }
});
