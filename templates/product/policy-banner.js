/* Tells people inside a product what changes in a policy, and asks where the change needs their agreement.

   <script type="module" src="policy-banner.js"></script>
   <policy-banner src="https://legal.example.com/privacy/upcoming.json" account="opaque-id">
     <a href="https://legal.example.com/privacy/">Privacy policy</a>
   </policy-banner>

   What stands in the element is what people without script see. Attributes: `src`, one or more addresses of upcoming.json;
   `account`, any name under which this browser remembers what was seen; `lang`, else the page's; `gate` and `token`, a
   running `policy-notify gate` and the short-lived token of the account that is signed in. Without a gate the browser alone
   remembers, and a question is asked again in the next one. A token ends while a page stays open: the property `renew`, a
   function that returns a new one or a promise of it, is called where the gate takes a token no more.

   Each thing that happens is an event, `policy-banner`, whose `detail` is {did, changes}: `shown`, `dismissed`, `agreed`,
   `refused`; `failed` where the gate could not keep an answer. What to do about a refusal is the product's. Words come from the file as text, never as HTML; the styles are
   a constructed sheet: a page may forbid inline styles and require Trusted Types. */

const WORDS = {
  en: ["{title} will change on {day}", "{title} changed on {day}", "See what changes", "Read it", "Close", "I agree", "I do not agree", "We ask for your agreement to: {titles}.", "Your answer could not be kept. Please try again.", "What you can do"],
  de: ["Unser Dokument „{title}“ ändert sich am {day}", "Unser Dokument „{title}“ hat sich am {day} geändert", "Was sich ändert", "Ganz lesen", "Schließen", "Ich stimme zu", "Ich stimme nicht zu", "Wir bitten um Ihre Zustimmung zu: {titles}.", "Ihre Antwort konnte nicht gespeichert werden. Bitte versuchen Sie es noch einmal.", "Was Sie tun können"],
  fr: ["Notre document « {title} » change le {day}", "Notre document « {title} » a changé le {day}", "Voir ce qui change", "Lire le texte", "Fermer", "J’accepte", "Je n’accepte pas", "Nous vous demandons votre accord sur : {titles}.", "Votre réponse n’a pas pu être enregistrée. Veuillez réessayer.", "Ce que vous pouvez faire"],
  es: ["Nuestro documento «{title}» cambia el {day}", "Nuestro documento «{title}» cambió el {day}", "Ver qué cambia", "Leer el texto", "Cerrar", "Acepto", "No acepto", "Le pedimos su consentimiento para: {titles}.", "No se ha podido guardar su respuesta. Inténtelo de nuevo.", "Qué puede hacer usted"],
  ar: ["ستتغير وثيقتنا «{title}» في {day}", "تغيرت وثيقتنا «{title}» في {day}", "ما الذي يتغير", "قراءة النص", "إغلاق", "أوافق", "لا أوافق", "نطلب موافقتكم على: {titles}.", "تعذر حفظ إجابتكم. يرجى المحاولة مرة أخرى.", "ما يمكنك فعله"],
};
const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/i;
const MOST_BYTES = 1e6;
const STYLES = new CSSStyleSheet();
STYLES.replaceSync(`
:host { display: block; color-scheme: light dark }
:host([hidden]) { display: none }
:host(:focus) { outline: none }
section { font: 1rem/1.5 system-ui, sans-serif; box-sizing: border-box; max-inline-size: 44rem; margin-inline: auto;
  padding: 1rem 1.25rem; border: 1px solid light-dark(#d9d3c8, #3a3d42); border-inline-start: 4px solid light-dark(#513693, #c9b6ff);
  background: light-dark(#fdfcfa, #141517); color: light-dark(#1c1b19, #e8e6e1); overflow-wrap: anywhere }
h2 { font-size: 1.1rem; line-height: 1.3; margin: 0 0 .4rem }
h3 { font-size: 1rem; margin: .8rem 0 .2rem }
h2 span { white-space: nowrap }
div + h2 { margin-block-start: 1.4rem }
p { margin: 0 0 .2rem; white-space: pre-line }
p + div { margin-block-start: .6rem }
div { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-block-end: .5rem }
a { color: light-dark(#1b4d85, #8fbcf0); padding-block: .6rem }
button { font: inherit; min-block-size: 44px; padding: .4rem 1rem; border: 1px solid currentColor; border-radius: 4px;
  background: none; color: inherit; cursor: pointer }
:focus-visible { outline: 2px solid light-dark(#1b4d85, #8fbcf0); outline-offset: 2px }
@media (forced-colors: active) { section { border-color: CanvasText } }
`);

const make = (name, words = "", attributes = {}) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.textContent = words;
  return element;
};

/* A sentence is whole in each language: a title needs no article of its own there. */
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* A narrow screen breaks a long word anywhere, before its closing quote too: that stays with the letters before it. */
const holdQuotes = (element) => {
  const pieces = element.textContent.split(/(\S{1,3}[\u00a0\u202f]?[”“»](?!\p{L}))/u);
  element.replaceChildren(...pieces.map((piece, number) => number % 2 ? make("span", piece) : piece));
  return element;
};

/* Without the line ends of plain text, the rows of signs below its headings and the blank lines within its lists: between
   blank lines, and from one sign of a list to the next, lines are one. */
const flow = (text) => text.replace(/\n[-=]+(?=\n|$)/g, "").replace(/\n[ \t]+(?=[^\s•])/g, " ").replace(/([^\n])\n(?=[^\n\s•\d])/g, "$1 ").replace(/(•.*)\n(?=\n•)/g, "$1");

/* The language asked for, its wider one, else the one that everything is written in. */
const pick = (table, language, own) => {
  const names = Object.keys(table);
  const near = (name) => name.toLowerCase().split("-")[0] === language.toLowerCase().split("-")[0];
  return names.find((name) => name.toLowerCase() === language.toLowerCase()) ?? names.find(near) ?? (own in table ? own : names[0]);
};

const read = async (address) => {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const text = await answer.text();
  if (text.length > MOST_BYTES) throw new Error(`${address}: is too long`);
  const file = JSON.parse(text);
  if (file.upcoming_version !== 1) throw new Error(`${address}: is not upcoming.json, version 1`);
  const zone = file.time_zone || "UTC";
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format();
  return file.changes.map((change) => ({ ...change, slug: file.policy.slug, written: file.policy.language, address: answer.url, today }));
};

/* Only addresses of the web become links. */
const link = (words, title, target, address) => {
  const url = new URL(target, address);
  return /^https?:$/.test(url.protocol) ? [make("a", words, { href: url.href, ariaLabel: `${words}: ${title}` })] : [];
};

const asks = (change) => change.show_as === "question";

/* What was done about each change. An answer is about what was asked; beside it, what was only shown counts as closed. */
const kept = (did, changes) => changes.map((change) => ({
  slug: change.slug, version_id: change.target_id, text_sha256: change.text_sha256,
  did: asks(change) || !/agreed|refused/.test(did) ? did : "dismissed",
}));

class PolicyBanner extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });

  async connectedCallback() {
    this.#root.adoptedStyleSheets = [STYLES];
    this.#root.replaceChildren(make("slot"));
    try {
      // What one address fails to say hides nothing of the others.
      const readable = (address) => read(address).catch((error) => (console.warn("policy-banner:", error.message), []));
      const files = await Promise.all(this.getAttribute("src").split(/\s+/).filter(Boolean).map(readable));
      const open = await this.#open(files.flat().filter((change) => change.show_as !== "nothing"));
      if (open.length && this.isConnected) this.#show(open);
    } catch (error) {
      console.warn("policy-banner:", error.message); // the page goes on, with the link that stands in the element
    }
  }

  /* What is still to be shown of the day that comes first: one banner for all policies that change on it; what asks
     stands last, above the question. */
  async #open(changes) {
    const owed = await this.#owed();
    const open = owed ? changes.flatMap(owed) : changes.filter((change) => change.show_from <= change.today && change.today <= change.show_until && !this.#remembered(change));
    open.sort((a, b) => (a.effective_on < b.effective_on ? -1 : 1));
    const day = open.filter((change) => change.effective_on === open[0].effective_on);
    return [...day.filter((change) => !asks(change)), ...day.filter(asks)];
  }

  async #owed() {
    const gate = this.getAttribute("gate");
    if (!gate) return null;
    const answer = await this.#ask(`${gate}/v1/owed`);
    const { owed } = await answer.json();
    const known = new Map(owed.map((each) => [`${each.slug} ${each.version_id}`, each]));
    return (change) => {
      const each = known.get(`${change.slug} ${change.target_id}`);
      return each ? [{ ...change, show_as: each.show_as ?? change.show_as, one_text: !each.texts }] : []; // a gate of the first release knows one text
    };
  }

  async #ask(address, options = {}, again = typeof this.renew === "function") {
    const headers = { Authorization: `Bearer ${this.getAttribute("token") ?? ""}`, "Content-Type": "application/json" };
    const answer = await fetch(address, { credentials: "omit", headers, ...options });
    if (answer.status === 401 && again) {
      this.setAttribute("token", await this.renew());
      return this.#ask(address, options, false);
    }
    if (!answer.ok) throw new Error(`the gate answered ${answer.status}`);
    return answer;
  }

  #show(changes) {
    const language = this.closest("[lang]")?.lang || navigator.language || "en";
    const spoken = pick(WORDS, language, "en");
    const locale = language.startsWith(spoken) ? language : spoken;
    const [will, did, see, whole, close, agree, refuse, please, sorry, can] = WORDS[spoken];
    const section = make("section", "", { lang: spoken });
    section.dir = RIGHT_TO_LEFT.test(section.lang) ? "rtl" : "ltr";
    const asked = [];
    const heads = changes.map((change) => {
      const name = pick(change.languages, language, change.written);
      const own = change.languages[name];
      if (own.text_sha256 && !change.one_text) change.text_sha256 = own.text_sha256; // what is kept is the text that is read
      const options = { dateStyle: "long", timeZone: "UTC" };
      const day = new Intl.DateTimeFormat(locale, options).format(new Date(`${change.effective_on}T00:00:00Z`));
      const said = fill(change.effective_on > change.today ? will : did, { title: own.title, day });
      const head = holdQuotes(make("h2", said, { id: `t-${change.slug}` }));
      // All of it is seen: nothing that people are asked about may be hidden below an edge.
      const say = (text) => make("p", flow(text), { lang: name, dir: "auto" });
      const links = make("div");
      const lead = (words, target) => target ? link(words, own.title, target, change.address) : [];
      links.append(...lead(see, own.changes_url), ...lead(whole, own.url));
      section.append(head, say(own.summary_text));
      if (own.what_you_can_do_text) section.append(make("h3", can), say(own.what_you_can_do_text));
      section.append(links);
      if (asks(change)) asked.push(own.title);
      return head;
    });
    section.setAttribute("role", "region");
    section.setAttribute("aria-labelledby", heads.map((head) => head.id).join(" "));
    const answers = make("div");
    const answer = (words, what) => {
      const button = make("button", words, { type: "button" });
      button.addEventListener("click", () => this.#end(what, changes, section, sorry));
      answers.append(button);
    };
    if (asked.length) {
      section.append(make("p", fill(please, { titles: new Intl.ListFormat(locale).format(asked) })));
      answer(agree, "agreed");
      answer(refuse, "refused");
    } else answer(close, "dismissed");
    section.append(answers);
    this.#root.replaceChildren(section);
    this.#tell("shown", changes).catch((error) => console.warn("policy-banner:", error.message));
  }

  /* An answer counts once it is recorded: where the gate cannot be reached the banner stays, to be answered again. */
  async #end(what, changes, section, sorry) {
    const buttons = section.querySelectorAll("button");
    const last = this.#root.activeElement;
    section.querySelector("[role=alert]")?.remove();
    buttons.forEach((button) => (button.disabled = true));
    try {
      await this.#tell(what, changes);
      changes.forEach((change) => this.#remember(change, what));
      this.#root.replaceChildren(make("slot"));
      this.tabIndex = -1; // whoever answered with the keyboard goes on from here, and not from the top of the page
      this.focus({ preventScroll: true });
    } catch (error) {
      console.warn("policy-banner:", error.message);
      buttons.forEach((button) => (button.disabled = false));
      section.append(make("p", sorry, { role: "alert" }));
      last?.focus();
      this.#say("failed", changes);
    }
  }

  async #tell(did, changes) {
    const gate = this.getAttribute("gate");
    const records = kept(did, changes);
    if (gate) await this.#ask(`${gate}/v1/records`, { method: "POST", keepalive: true, body: JSON.stringify({ records }) });
    this.#say(did, changes);
  }

  #say(did, changes) {
    const detail = { did, changes: kept(did, changes) };
    this.dispatchEvent(new CustomEvent("policy-banner", { bubbles: true, composed: true, detail }));
  }

  #key(change) {
    return `policy-banner ${this.getAttribute("account") ?? ""} ${change.slug} ${change.target_id}`;
  }

  #remember(change, what) {
    try { localStorage.setItem(this.#key(change), what); } catch { /* a browser that stores nothing asks again */ }
  }

  #remembered(change) {
    try { return localStorage.getItem(this.#key(change)); } catch { return null; }
  }
}

customElements.define("policy-banner", PolicyBanner);
