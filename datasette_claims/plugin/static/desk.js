/* What the desk's pages do beyond their forms, which work without this: keys, drafts, saving in place, choosing words
   in the article, keeping a claim in work. All that it says comes from the page. */

const FIRST = "input:not([type=hidden]), textarea, select";
const FIELD = "textarea, select, input:not([type=radio], [type=checkbox])";
const KEYED = "[data-key], [data-open-key], [data-focus-key]";
const GAP = " … ";
const RENEW_MINUTES = 5;
const PATIENCE_SECONDS = 30;
const DRAFT_DAYS = 30;
const DRAFT = "claims-draft ";

/* Where nothing may be kept, drafts go with the page. */
let kept = {};
try { kept = localStorage; } catch { /* forbidden */ }

const keyOf = ({ dataset }) => dataset.key ?? dataset.openKey ?? dataset.focusKey;

/* Datasette's menu closes as on its own pages. */
function closeMenus(but) {
  for (const menu of document.querySelectorAll("details.nav-menu[open]")) {
    if (menu.contains(but)) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.localName !== "select") return field.type !== "hidden" && field.value !== field.defaultValue;
  const options = [...field.options];
  return !(options.find((option) => option.defaultSelected) ?? options[0]).selected;
}

/* A form's unsaved input, kept in this browser by page, person and form until it is saved. */
class Draft {
  constructor(form, actor) {
    this.form = form;
    this.name = `${DRAFT}${location.pathname} ${actor} ${form.dataset.draft}`;
    // A form that was refused holds what was sent, which is not saved either.
    this.wasSent = "returned" in form.dataset;
  }

  get fields() {
    return [...this.form.elements].filter(({ name }) => name && !name.startsWith("_") && name !== "csrftoken");
  }

  get isUnsaved() {
    return this.wasSent || this.fields.some(isChanged);
  }

  keep() {
    const names = new Set(this.fields.map(({ name }) => name));
    const entries = [...new FormData(this.form)].filter(([name]) => names.has(name));
    try {
      if (this.isUnsaved) kept[this.name] = JSON.stringify({ at: Date.now(), entries });
      else this.drop();
    } catch { /* full */ }
  }

  drop() {
    delete kept[this.name];
  }

  /* Tell whether there was something to restore. */
  restore() {
    if (this.wasSent || !kept[this.name]) return false;
    const { entries } = JSON.parse(kept[this.name]);
    makeRoom(this.form, entries);
    for (const field of this.fields) {
      const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) [field.value] = values;
      if (!isChanged(field)) continue;
      for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    }
    return true;
  }

  static dropOld() {
    for (const name of Object.keys(kept).filter((name) => name.startsWith(DRAFT))) {
      if (JSON.parse(kept[name]).at < Date.now() - DRAFT_DAYS * 864e5) delete kept[name];
    }
  }
}

/* Add an empty copy of the last row of evidence, under the next number. */
function addRow(fieldset) {
  const last = [...fieldset.querySelectorAll(".dc-row")].at(-1);
  const row = last.cloneNode(true);
  row.dataset.row = Number(last.dataset.row) + 1;
  for (const wrong of row.querySelectorAll(".dc-wrong")) wrong.remove();
  for (const element of row.querySelectorAll("[name], [for]")) {
    for (const part of ["name", "id", "for"].filter((part) => element.hasAttribute(part))) {
      element.setAttribute(part, element.getAttribute(part).replace(/(evidence[.-])\d+/, `$1${row.dataset.row}`));
    }
    for (const part of ["aria-invalid", "aria-describedby"]) element.removeAttribute(part);
    if (element.localName === "select") element.selectedIndex = 0;
    else if (element.type === "checkbox") element.checked = element.defaultChecked = false;
    else if (element.name) element.value = element.defaultValue = "";
  }
  last.after(row);
  return row;
}

function makeRoom(form, entries) {
  const fieldset = form.querySelector("fieldset:has(> [data-add-row])");
  const wanted = Math.max(0, ...entries.map(([name]) => Number(/^evidence\.(\d+)/.exec(name)?.[1] ?? 0)));
  while (fieldset && fieldset.querySelectorAll(".dc-row").length <= wanted) addRow(fieldset);
}

/* Choosing the words of quote, mention or cue in the article. Places are counted in code points, as the server does. */
class Picker {
  constructor(form, article, signal) {
    Object.assign(this, { form, article, which: "quote", before: [], characters: [...article.textContent] });
    this.pane = article.closest("[tabindex]");
    this.buttons = form.querySelectorAll("[data-pick]");
    this.parts = { quote: [], mention: [], cue: [] };
    for (const which in this.parts) this.parts[which] = JSON.parse(this.places(which).value || "[]");
    const on = (target, type, act) => target.addEventListener(type, act, { signal });
    on(document, "selectionchange", () => this.take());
    on(article, "pointerdown", (event) => this.begin(event));
    on(this.pane, "keydown", (event) => this.pressed(event));
    on(form, "input", (event) => this.forget(event.target.name));
    on(form, "reset", () => Object.keys(this.parts).forEach((which) => this.forget(which)));
    for (const button of this.buttons) on(button, "click", () => this.choose(button.dataset.pick));
    on(form.querySelector("[data-pick-more]"), "click", () => this.go(this.parts[this.which]));
    form.querySelector("[data-picks]").hidden = false;
  }

  places(which) {
    return this.form.elements[which === "quote" ? "spans#j" : `${which}_spans#j`];
  }

  choose(which) {
    this.which = which;
    for (const button of this.buttons) button.ariaPressed = button.dataset.pick === which;
    this.go([]);
  }

  /* Lead to the article, where the next selection joins the parts in `before`. */
  go(before) {
    this.before = before;
    this.form.scrollIntoView({ block: "nearest" });
    const isBeside = this.pane.getBoundingClientRect().right < this.form.getBoundingClientRect().left;
    this.pane.focus({ preventScroll: isBeside });
    const marked = this.article.querySelector(`.dc-is-${this.which}`) ?? this.article.querySelector(".dc-is-quote");
    if (before.length) getSelection().collapse(...this.nodeAt(before.at(-1)[1]));
    else getSelection().collapse(marked?.firstChild ?? this.article, 0);
  }

  /* With Ctrl the selection that begins is a further part, with Shift the present one goes on. */
  begin(event) {
    const parts = this.parts[this.which];
    if (!event.shiftKey && this.before !== parts) this.before = event.ctrlKey || event.metaKey ? parts : [];
  }

  take() {
    const selection = getSelection();
    if (!isSeen(this.form) || selection.isCollapsed || !this.article.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    let start = this.offset(range.startContainer, range.startOffset) ?? 0;
    let end = this.offset(range.endContainer, range.endOffset) ?? this.characters.length;
    // Double clicks take a blank along, triple clicks the line's end.
    while (start < end && !this.characters[start].trim()) start += 1;
    while (start < end && !this.characters[end - 1].trim()) end -= 1;
    if (start < end) this.put(joined([...this.before, [start, end]]));
  }

  /* Return the place of a point, null outside of the article. */
  offset(node, at) {
    if (!this.article.contains(node)) return null;
    const range = document.createRange();
    range.setStart(this.article, 0);
    range.setEnd(node, at);
    return [...range.toString()].length;
  }

  nodeAt(place) {
    let left = this.characters.slice(0, place).join("").length;
    const nodes = document.createTreeWalker(this.article, NodeFilter.SHOW_TEXT);
    let node = nodes.nextNode();
    for (; left > node.length; node = nodes.nextNode()) left -= node.length;
    return [node, left];
  }

  put(parts) {
    const field = this.form.elements[this.which];
    this.parts[this.which] = parts;
    this.places(this.which).value = JSON.stringify(parts);
    field.value = parts.map(([start, end]) => this.characters.slice(start, end).join("")).join(GAP);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    this.show();
  }

  /* What is written by hand is looked for by the server. */
  forget(which) {
    if (!(which in this.parts)) return;
    this.parts[which] = [];
    this.places(which).value = "";
    this.show();
  }

  /* Show what is chosen. */
  show() {
    const ranges = Object.values(this.parts).flat().map((part) => {
      const range = document.createRange();
      range.setStart(...this.nodeAt(part[0]));
      range.setEnd(...this.nodeAt(part[1]));
      return range;
    });
    CSS.highlights?.set("dc-picked", new Highlight(...ranges));
  }

  /* Arrows choose a word; with Shift the browser itself selects more. */
  pressed(event) {
    const selection = getSelection();
    const isOurs = isSeen(this.form) && this.article.contains(selection.anchorNode);
    if (!isOurs || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const isLine = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (event.key === "Enter" || event.key === "Escape") this.form.elements[this.which].focus();
    else if (isLine || event.key === "ArrowLeft" || event.key === "ArrowRight") this.step(selection, event.key, isLine);
    else return;
    event.preventDefault();
  }

  step(selection, key, isLine) {
    const isLeftward = getComputedStyle(selection.anchorNode.parentElement).direction === "rtl";
    const isForward = key === "ArrowDown" || key === (isLeftward ? "ArrowLeft" : "ArrowRight");
    if (isForward) selection.collapseToEnd();
    else selection.collapseToStart();
    if (isLine) selection.modify("move", isForward ? "forward" : "backward", "line");
    else if (!isForward) selection.modify("move", "backward", "word");
    for (const direction of ["forward", "backward"]) selection.modify("move", direction, "word");
    selection.modify("extend", "forward", "word");
  }
}

function joined(parts) {
  const found = [];
  for (const [start, end] of parts.sort((one, other) => one[0] - other[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

function isSeen(element) {
  return element.getClientRects().length > 0;
}

/* Return what of an element with a key can have the focus. */
function holderOf(element) {
  return element.querySelector(`button, summary, ${FIRST}`) ?? element;
}

function wordsOf(element) {
  const words = (element.labels?.[0] ?? element.querySelector("legend, summary, button") ?? element).cloneNode(true);
  for (const hint of words.querySelectorAll("kbd")) hint.remove();
  return words.textContent.trim();
}

customElements.define("claims-desk", class extends HTMLElement {
  connectedCallback() {
    this.stopped = new AbortController();
    this.main = this.closest("main");
    this.isLeaving = false;
    this.startDrafts();
    const [form, article] = [this.querySelector(".dc-spans"), this.querySelector(".dc-text")];
    this.picker = form && article && new Picker(form, article, this.stopped.signal);
    this.startKeys();
    this.startRenewing();
    this.on(this.main, "submit", (event) => this.save(event));
    this.on(this.main, "click", (event) => this.clicked(event.target));
    // A page that the browser kept is old.
    this.on(window, "pageshow", (event) => { if (event.persisted) location.reload(); });
    this.showQuote();
    this.main.querySelector(".dc-refused")?.focus();
  }

  disconnectedCallback() {
    this.stopped.abort();
    clearInterval(this.renewing);
  }

  on(target, type, act) {
    target.addEventListener(type, act, { signal: this.stopped.signal });
  }

  /* Say a text that the page has for this, and why; nothing without a name. */
  say(name, why) {
    const live = this.querySelector(".dc-live");
    live.textContent = [live.dataset[name], why].filter(Boolean).join(" ");
  }

  showQuote() {
    const [pane, quote] = [this.querySelector(".dc-pane"), this.querySelector("#quote")];
    if (!pane || !quote) return;
    const { top } = pane.getBoundingClientRect();
    // Beside the form, the pane ends where the window does, so that the quote can be brought into sight.
    const left = Math.max(240, innerHeight - top - scrollY - 24);
    if (matchMedia("(min-width: 56.01rem)").matches) pane.style.maxHeight = `${left}px`;
    pane.scrollTop += quote.getBoundingClientRect().top - top - pane.clientHeight / 3;
  }

  clicked(target) {
    if (target.closest("[data-help]")) this.help();
    const fieldset = target.closest("[data-add-row]")?.parentElement;
    if (fieldset) addRow(fieldset).querySelector(FIRST).focus();
    if (target.closest("[data-discard]")) this.discard(target.closest("form"));
    if (target.closest("[data-abandon]")) this.abandon();
  }

  /* Keys */

  startKeys() {
    for (const button of this.querySelectorAll("[data-help], [data-add-row]")) button.hidden = false;
    this.switch = this.querySelector("[data-keys-on]");
    this.switch.checked = kept["claims-keys"] !== "off";
    this.on(this.switch, "change", () => {
      kept["claims-keys"] = this.switch.checked ? "on" : "off";
      this.nameKeys();
    });
    this.on(document, "keydown", (event) => this.pressed(event));
    this.nameKeys();
  }

  nameKeys() {
    this.main.dataset.keys = this.switch.checked ? "on" : "off";
    for (const element of this.main.querySelectorAll(`${KEYED}, [data-help]`)) {
      if (this.switch.checked) holderOf(element).setAttribute("aria-keyshortcuts", keyOf(element) ?? "?");
      else holderOf(element).removeAttribute("aria-keyshortcuts");
    }
  }

  pressed(event) {
    const { key, target } = event;
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const isPlain = !isCommand && !event.altKey && !event.repeat;
    const field = target.closest(FIELD);
    if (isCommand && !event.altKey && (key === "Enter" || key === "s")) this.saveFrom(event);
    else if (key === "Escape") this.leave(target, field);
    else if (isPlain && !field && this.switch.checked && this.act(event)) event.preventDefault();
  }

  saveFrom(event) {
    const form = event.target.closest("form") ?? this.querySelector("form:has([data-key=Enter])");
    const button = form?.querySelector("button:not([type=button], [form])");
    if (!button) return;
    event.preventDefault();
    if (!event.repeat) button.click();
  }

  leave(target, field) {
    const box = target.closest("details[data-open-key][open]");
    if (field) field.blur();
    else if (box) {
      box.open = false;
      box.querySelector("summary").focus();
    }
  }

  /* Do what a single key stands for; tell whether it stands for something. */
  act({ key, shiftKey, target }) {
    if (key === "?") return this.help();
    const form = target.closest("form:has([name=_step])");
    const isOthers = target.closest("a, button, summary") || (form && !form.querySelector("[data-key=Enter]"));
    if (key === "Enter" && isOthers) return false;
    const wanted = key.length === 1 && !shiftKey ? key.toLowerCase() : key;
    const choices = target.closest(".dc-numbered")?.querySelectorAll("[type=radio]");
    const found = choices?.[wanted - 1] ?? this.keyed().find((element) => keyOf(element) === wanted);
    if (found) this.use(found);
    return Boolean(found);
  }

  use(element) {
    if (element.localName === "form") return element.requestSubmit();
    if (element.localName === "details") element.open = true;
    if (element.querySelector("[data-pick]")) return this.picker.choose("quote");
    const field = element.querySelector(FIRST) ?? element;
    if (field === element) field.click();
    return field.focus();
  }

  keyed() {
    return [...this.main.querySelectorAll(KEYED)].filter(isSeen);
  }

  help() {
    const dialog = this.querySelector(".dc-keys");
    for (const row of dialog.querySelectorAll("[data-listed]")) row.remove();
    const named = new Map(this.keyed().reverse().map((element) => [keyOf(element), wordsOf(element)]));
    const rows = [...named].reverse().map(([key, words]) => {
      const row = dialog.querySelector("dl > div").cloneNode(true);
      row.dataset.listed = "";
      row.querySelector("dt").replaceChildren(Object.assign(document.createElement("kbd"), { textContent: key }));
      row.querySelector("dd").textContent = words;
      return row;
    });
    dialog.querySelector("dl").prepend(...rows);
    dialog.showModal();
    return true;
  }

  /* Drafts */

  startDrafts() {
    Draft.dropOld();
    this.drafts = new Map();
    for (const form of this.querySelectorAll("form[data-draft]")) {
      const draft = new Draft(form, this.dataset.actor);
      this.drafts.set(form, draft);
      if (draft.restore()) form.prepend(this.querySelector("template").content.cloneNode(true));
      for (const type of ["input", "change"]) this.on(form, type, () => draft.keep());
    }
    this.on(window, "beforeunload", (event) => {
      if (!this.isLeaving && [...this.drafts.values()].some(({ isUnsaved }) => isUnsaved)) event.preventDefault();
    });
  }

  discard(form) {
    form.reset();
    this.drafts.get(form).drop();
    form.querySelector(".dc-notice").remove();
    form.querySelector(FIRST).focus();
  }

  /* What was sent is given up, and the link leads to the page as it is. */
  abandon() {
    for (const draft of this.drafts.values()) if (draft.wasSent) draft.drop();
    this.isLeaving = true;
  }

  /* Saving */

  async save(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    event.preventDefault();
    if (this.main.ariaBusy === "true") return;
    const sent = new URLSearchParams(new FormData(form));
    if (event.submitter?.name) sent.set(event.submitter.name, event.submitter.value);
    this.main.ariaBusy = "true";
    this.say();
    try {
      const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1000);
      const answer = await fetch(form.getAttribute("action") ?? "", { method: "POST", body: sent, signal });
      if (answer.redirected) return this.leaveFor(answer.url, form);
      this.refused(answer, sent.get("_step"), await answer.text());
    } catch {
      // If it was saved all the same, sending it again does nothing: the form has the key that it had.
      this.say("lost");
    }
    this.main.ariaBusy = "false";
  }

  leaveFor(address, form) {
    this.drafts.get(form)?.drop();
    this.isLeaving = true;
    location.assign(address);
  }

  /* Show the page that came back, unless it is none or what was filled in is not on it. */
  refused(answer, step, html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("main#desk");
    const isLost = this.querySelector(`[data-draft="${step}"]`) && !main?.querySelector(`[data-draft="${step}"]`);
    if (answer.status >= 500 || !main || isLost) {
      this.say("failed", main?.querySelector(".dc-refused")?.textContent.trim());
      return;
    }
    if (new URL(answer.url).pathname !== location.pathname) history.pushState(null, "", answer.url);
    document.title = page.title;
    this.main.replaceWith(document.adoptNode(main));
  }

  /* Keeping a claim in work */

  startRenewing() {
    if (!this.dataset.renew) return;
    for (const type of ["keydown", "pointerdown"]) this.on(document, type, () => { this.isUsed = true; });
    this.renewing = setInterval(() => this.renew(), RENEW_MINUTES * 60_000);
  }

  async renew() {
    if (!this.isUsed || document.visibilityState !== "visible") return;
    this.isUsed = false;
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(this.dataset.renew, { method: "POST", body: "{}", headers }).catch(() => null);
    if (!answer || answer.ok || answer.status >= 500) return;
    clearInterval(this.renewing);
    this.say("expired");
  }
});
