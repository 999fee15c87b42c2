// Sends files in parts, so that a broken line costs one part and not the whole film.
"use strict";

const form = document.querySelector("[data-hk-upload]");
const PATIENCE = 8;

async function say(path, body, kind) {
  const headers = { "X-CSRFToken": form.csrfmiddlewaretoken.value };
  if (kind) headers["Content-Type"] = kind;
  const answer = await fetch(path, { method: "POST", body, headers, redirect: "error" });
  const said = await answer.json();
  if (said.refused) throw Object.assign(new Error(said.refused), { isFinal: answer.status !== 409 });
  return said;
}

async function send(file, show) {
  const about = new FormData();
  about.set("name", file.name);
  about.set("size", file.size);
  if (form.changes_voice && form.changes_voice.checked) about.set("changes_voice", "on");
  for (let failed = 0; ; ) {
    try {
      let state = await say(form.dataset.hkUpload, about);
      const { upload, bytes } = state;
      while (!state.done) {
        const at = state.next * bytes;
        show(Math.round((100 * at) / file.size));
        const piece = file.slice(at, at + bytes);
        state = await say(`${form.dataset.hkUpload}${upload}/${state.next}/`, piece, "application/octet-stream");
        failed = 0;
      }
      return;
    } catch (error) {
      if (error.isFinal || ++failed > PATIENCE) throw error;
      await new Promise((next) => setTimeout(next, 500 * 2 ** failed));
    }
  }
}

async function sendAll(event) {
  const files = [...form.file.files];
  if (!files.length) return;
  event.preventDefault();
  const line = form.querySelector("[data-hk-progress]");
  form.querySelector("button").disabled = true;
  try {
    for (const file of files) await send(file, (done) => (line.textContent = `${file.name}: ${done} %`));
    if (form.dataset.hkAfter) location.assign(form.dataset.hkAfter);
    line.textContent = files.map((file) => `${file.name} ✓`).join(", ");
    form.reset();
    form.querySelector("button").disabled = false;
  } catch (error) {
    // What the browser itself says of a broken line is English: the page has a sentence for it.
    line.textContent = "isFinal" in error ? error.message : form.dataset.hkBroken;
    form.querySelector("button").disabled = false;
  }
}

if (form && window.fetch) form.addEventListener("submit", sendAll);
