/* Two pages work without this, and with it also answer for a day that one types and for any two versions that one
   picks. It asks this site alone, keeps nothing, and says only what the published files say. */
(() => {
  "use strict";
  if (!location.protocol.startsWith("http")) return;
  const byId = (id) => document.getElementById(id);

  function unfold(id) {
    const template = byId(id);
    if (template) template.after(template.content.cloneNode(true));
    return Boolean(template);
  }

  async function read(address, as) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(address);
    return answer[as]();
  }

  function nameOf(versionId, language) {
    const locale = /^en(?!-us$)/i.test(language) ? "en-GB" : language;
    const day = new Date(`${versionId.slice(0, 10)}T00:00:00Z`);
    const number = versionId.slice(11);
    return day.toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" }) + (number ? ` (${number})` : "");
  }

  /* What applied on a day. */

  async function answerFor(day, output, language) {
    const { periods } = await read("../on.json", "json");
    const found = periods.find((each) => each.from <= day && (!each.to || day <= each.to));
    if (!found) {
      output.replaceChildren(output.dataset.none);
      return;
    }
    const link = document.createElement("a");
    link.href = `../${found.version_id}/index.html`;
    link.textContent = nameOf(found.version_id, language);
    output.replaceChildren(`${output.dataset.before} `, link);
  }

  /* Which passages only one of two texts has. */

  const BLOCKS = new Set(
    "ARTICLE BLOCKQUOTE BR DD DETAILS DIV DL DT H1 H2 H3 H4 H5 H6 HR LI OL P PRE TABLE TBODY TD TH THEAD TR UL".split(" "),
  );

  function passages(article) {
    const found = [];
    let words = "";
    let section = "";
    const end = (element) => {
      const text = words.replace(/\s+/g, " ").trim();
      words = "";
      if (!text) return;
      if (/^H[1-6]$/.test(element.tagName)) section = text;
      found.push({ text, section });
    };
    const walk = (element) => {
      if (BLOCKS.has(element.tagName)) end(element.parentElement);
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) words += node.data;
        else if (node.nodeType === Node.ELEMENT_NODE) walk(node);
      }
      if (BLOCKS.has(element.tagName)) end(element);
    };
    walk(article);
    return found;
  }

  function without(some, others) {
    const left = new Map();
    for (const { text } of others) left.set(text, (left.get(text) ?? 0) + 1);
    return some.filter(({ text }) => {
      const count = left.get(text) ?? 0;
      left.set(text, count - 1);
      return count <= 0;
    });
  }

  function element(name, words, css = "") {
    const made = document.createElement(name);
    made.textContent = words;
    made.className = css;
    return made;
  }

  function list(place, only) {
    const sections = [...new Set([...only.old, ...only.new].map((each) => each.section))];
    place.replaceChildren();
    for (const section of sections) {
      place.append(element("h3", section || place.dataset.start));
      for (const side of ["old", "new"]) {
        const here = only[side].filter((each) => each.section === section);
        if (here.length) place.append(element("p", place.dataset[side], "small"));
        for (const { text } of here) place.append(element("p", text, `only-${side}`));
      }
    }
  }

  async function articleOf(versionId) {
    const page = await read(`../${versionId}/index.html`, "text");
    return new DOMParser().parseFromString(page, "text/html").querySelector("article.policy-text");
  }

  async function lay(older, newer) {
    const box = byId("_found");
    const show = (name, is) => { box.querySelector(name).hidden = !is; };
    for (const name of [".none", ".gone", ".lost"]) show(name, false);
    const place = box.querySelector(".passages");
    place.replaceChildren();
    try {
      const texts = await Promise.all([articleOf(older), articleOf(newer)]);
      if (texts.every(Boolean)) {
        const [before, after] = texts.map(passages);
        const only = { old: without(before, after), new: without(after, before) };
        show(".none", !only.old.length && !only.new.length);
        list(place, only);
      } else show(".gone", true);
    } catch {
      show(".lost", true);
    }
    box.hidden = false;
    box.querySelector("h2").focus();
  }

  function pages(newest) {
    const found = new Map();
    for (const item of document.querySelectorAll("[data-older]")) {
      for (const link of item.querySelectorAll("a")) {
        const address = link.getAttribute("href");
        const pair = address.match(/\.\.([\d-]+)\/index/) ?? address.match(/^\.\.\/([\d-]+)\/changes\//);
        found.set(`${item.dataset.older} ${pair ? pair[1] : newest}`, address);
      }
    }
    return found;
  }

  async function offerPairs() {
    const { policy, versions } = await read("../manifest.json", "json");
    const ids = versions.map((each) => each.version_id);
    for (const [name, at] of [["_older", Math.min(1, ids.length - 1)], ["_newer", 0]]) {
      byId(name).append(...ids.map((id) => new Option(nameOf(id, policy.language), id)));
      byId(name).selectedIndex = at;
    }
    byId("_go").addEventListener("click", () => {
      const [newer, older] = [byId("_newer").value, byId("_older").value].sort((a, b) => ids.indexOf(a) - ids.indexOf(b));
      const address = pages(ids[0]).get(`${older} ${newer}`);
      if (address) location.assign(address);
      else lay(older, newer);
    });
  }

  if (unfold("_on")) {
    const [day, output] = [byId("_day"), document.querySelector("output")];
    const language = document.querySelector("[data-language]").dataset.language;
    day.addEventListener("change", () => { if (day.value) answerFor(day.value, output, language); });
  }
  if (unfold("_pick")) offerPairs();
})();
