// A form kept on the telephone itself, by choice: locked with a PIN, for three days, without a network.
"use strict";

const KEY = "offline-draft";
const CACHE = "offline";
const KEPT_MS = 72 * 3600 * 1000;
const ROUNDS = 250000;
const form = document.querySelector("[data-hk-offline]");
const told = form.querySelector("[data-hk-told]");
const pin = form.querySelector("[data-hk-pin]");
const texts = [...form.querySelectorAll("[data-hk-keep]")];

function say(name) {
  told.textContent = form.dataset[name];
}

const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

async function keyOf(salt) {
  const words = new TextEncoder().encode(pin.value.replace(/\s/g, ""));
  const base = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function kept() {
  const draft = JSON.parse(localStorage.getItem(KEY) || "null");
  if (draft && Date.now() - draft.at < KEPT_MS) return draft;
  localStorage.removeItem(KEY);
  return null;
}

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
  const cache = await caches.open(CACHE);
  await cache.addAll([location.pathname, ...parts.map((part) => part.href || part.src)]);
  await navigator.serviceWorker.register("/sw.js");
}

async function save() {
  if (!/^\d{4,8}$/.test(pin.value.replace(/\s/g, ""))) return say("pin");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const words = JSON.stringify(texts.map((field) => [field.name, field.value]));
  const key = await keyOf(salt);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(words));
  const draft = { at: Date.now(), salt: toText(salt), iv: toText(iv), sealed: toText(sealed) };
  localStorage.setItem(KEY, JSON.stringify(draft));
  await keepPage().catch(() => null);
  for (const field of [...texts, pin]) field.value = "";
  say("saved");
}

async function open() {
  const draft = kept();
  if (!draft) return say("none");
  try {
    const key = await keyOf(toBytes(draft.salt));
    const how = { name: "AES-GCM", iv: toBytes(draft.iv) };
    const words = await crypto.subtle.decrypt(how, key, toBytes(draft.sealed));
    for (const [name, value] of JSON.parse(new TextDecoder().decode(words))) form.elements[name].value = value;
    say("opened");
  } catch {
    say("wrong");
  }
}

async function erase() {
  localStorage.removeItem(KEY);
  await caches.delete(CACHE).catch(() => null);
  const workers = navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : [];
  await Promise.all(workers.map((worker) => worker.unregister()));
  for (const field of [...texts, pin]) field.value = "";
  say("erased");
}

// A page kept for days has an old token against forgery: a fresh one is read from the node.
async function send(event) {
  event.preventDefault();
  try {
    const page = await (await fetch("/offline/", { cache: "reload" })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html");
    form.elements.csrfmiddlewaretoken.value = fresh.querySelector("[name=csrfmiddlewaretoken]").value;
    localStorage.removeItem(KEY);
    form.submit();
  } catch {
    say("away");
  }
}

if (window.crypto && crypto.subtle) {
  for (const part of document.querySelectorAll("[data-hk-scripted]")) part.hidden = false;
  form.querySelector("[data-hk-save]").addEventListener("click", save);
  form.querySelector("[data-hk-open]").addEventListener("click", open);
  form.querySelector("[data-hk-erase]").addEventListener("click", erase);
  form.addEventListener("submit", send);
  if (kept()) say("kept");
}
