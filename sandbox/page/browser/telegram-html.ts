/** /page/telegram-html.js: Telegram's HTML as nodes. Only its own tags pass, without attributes; links only to http(s) and tg. */
export const TELEGRAM_HTML_JS = String.raw`
import { el } from "./dom.js";

const TAGS = { B: "b", I: "i", U: "u", S: "s", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote" };
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);
const COMMAND = /(^|\s)(\/[a-z0-9_]{1,32})(?![\w/])/gi;

/** A document made by DOMParser runs no script and loads nothing; what is shown is built anew from it. */
export function fromTelegramHtml(html, onCommand) {
	const source = new DOMParser().parseFromString(html, "text/html").body;
	const target = document.createDocumentFragment();
	for (const child of source.childNodes) copy(child, target, onCommand);
	return target;
}

function copy(node, target, onCommand) {
	if (node.nodeType === Node.TEXT_NODE) {
		// A block ends its line by itself: the line feed behind it would show as an empty line.
		const text = BLOCKS.has(node.previousSibling?.nodeName) ? node.data.replace(/^\n/, "") : node.data;
		withCommands(text, target, onCommand);
		return;
	}
	if (node.nodeType !== Node.ELEMENT_NODE) return;
	const made = elementFor(node);
	// Inside links and code, as in Telegram, a command is only text.
	const inner = made.tagName === "A" || made.tagName === "CODE" || made.tagName === "PRE" ? null : onCommand;
	for (const child of node.childNodes) copy(child, made, inner);
	target.append(made);
}

function elementFor(node) {
	if (node.tagName === "A") {
		const href = node.getAttribute("href") ?? "";
		return /^(https?|tg):/i.test(href) ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }) : el("span");
	}
	if (node.tagName === "TG-SPOILER") {
		const reveal = (event) => event.currentTarget.classList.add("revealed");
		return el("span", {
			class: "spoiler", tabindex: 0, role: "button", "aria-label": "Teks tersembunyi, tekan untuk membuka",
			onclick: reveal, onkeydown: (event) => event.key === "Enter" && reveal(event),
		});
	}
	return el(TAGS[node.tagName] ?? "span");
}

/** Commands in the bot's words can be tapped, as in Telegram. */
function withCommands(text, target, onCommand) {
	if (!onCommand) {
		target.append(text);
		return;
	}
	let at = 0;
	for (const match of text.matchAll(COMMAND)) {
		const start = match.index + match[1].length;
		target.append(text.slice(at, start));
		target.append(el("button", { type: "button", class: "command", onclick: () => onCommand(match[2]) }, match[2]));
		at = start + match[2].length;
	}
	target.append(text.slice(at));
}
`;
