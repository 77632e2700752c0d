/** /page/chat.js: the conversation with the bot, as its reader sees it. Bubbles are rebuilt only when their message changed. */
export const CHAT_JS = `
import { call, el, icon, repeat, toast } from "./dom.js";
import { fromTelegramHtml } from "./telegram-html.js";

const PEOPLE = {
	7: { id: 7, first_name: "Ani", username: "ani", language_code: "id" },
	99: { id: 99, first_name: "Orang Asing", language_code: "id" },
};
const FILE_ICON = "M14 2H6a2 2 0 0 0-2 2v16c0 1.1.9 2 2 2h12a2 2 0 0 0 2-2V8zm-1 7V3.5L18.5 9z";
const time = new Intl.DateTimeFormat("id", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("id", { weekday: "long", day: "numeric", month: "long" });

const log = document.getElementById("chat-log");
const empty = document.getElementById("chat-empty");
const form = document.getElementById("chat-form");
const input = document.getElementById("chat-input");
const bubbles = new Map();
const pressed = new Set();
let person = PEOPLE[7];
let lastText = null;
let alertsShown = null;

const atBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;
const toBottom = () => { log.scrollTop = log.scrollHeight; };

async function refresh() {
	const asked = person.id;
	const { body, text } = await call("GET", "/control/telegram/chats/" + asked);
	if (asked !== person.id || text === lastText) return;
	const first = lastText === null;
	lastText = text;
	showAlerts(body.alerts);
	const stay = first || atBottom();
	draw(body.messages, !first);
	if (stay) toBottom();
}

function showAlerts(alerts) {
	const keys = alerts.map((alert) => JSON.stringify(alert));
	if (alertsShown) for (const [index, alert] of alerts.entries()) if (!alertsShown.has(keys[index])) toast(alert.text, "bot");
	alertsShown = new Set(keys);
}

function draw(messages, animate) {
	empty.hidden = messages.length > 0;
	const ids = new Set(messages.map((message) => message.message_id));
	for (const [id, { node }] of bubbles) {
		if (ids.has(id)) continue;
		node.remove();
		bubbles.delete(id);
	}
	let before = "";
	for (const message of messages) {
		const key = JSON.stringify(message);
		const date = day.format(message.date * 1000);
		const known = bubbles.get(message.message_id);
		if (known?.key === key && known.first === (date !== before)) {
			before = date;
			continue;
		}
		const node = bubble(message, date === before ? null : date);
		if (animate) node.classList.add(known ? "edited" : "arrived");
		if (known) known.node.replaceWith(node);
		else log.append(node);
		bubbles.set(message.message_id, { key, node, first: date !== before });
		before = date;
	}
}

function bubble(message, date) {
	const own = !message.from.is_bot;
	const text = el("div", { class: "text" });
	text.append(fromTelegramHtml(message.html, own ? null : sendText));
	const meta = el("span", { class: "meta" }, (message.edit_date ? "diedit " : "") + time.format(message.date * 1000));
	const body = el("div", { class: "bubble" }, el("span", { class: "visually-hidden" }, message.from.first_name + ":"));
	if (message.document) body.append(file(message.document));
	if (message.text !== "") body.append(text);
	body.append(meta);
	return el(
		"div",
		{ class: "message " + (own ? "own" : "theirs") },
		date && el("p", { class: "day" }, date),
		el("div", { class: "stack" }, body, message.keyboard && keyboard(message)),
	);
}

function file({ file_name, size, content }) {
	const save = () => {
		const url = URL.createObjectURL(new Blob([content], { type: "text/plain;charset=utf-8" }));
		el("a", { href: url, download: file_name }).click();
		setTimeout(() => URL.revokeObjectURL(url), 1000);
	};
	const shown = size < 1024 ? size + " B" : (size / 1024).toLocaleString("id", { maximumFractionDigits: 1 }) + " KB";
	return el(
		"button",
		{ type: "button", class: "file", onclick: save, title: "Unduh" },
		icon(FILE_ICON),
		el("span", {}, el("strong", {}, file_name), el("small", {}, shown + " · unduh")),
	);
}

function keyboard(message) {
	const rows = message.keyboard.map((row) => el("div", { class: "keys" }, ...row.map((button) => key(message, button))));
	return el("div", { class: "keyboard" }, ...rows);
}

function key(message, { text, url, callback_data: data }) {
	if (url) return el("a", { class: "key", href: /^https?:/i.test(url) ? url : "#", target: "_blank", rel: "noopener" }, text + " ↗");
	const mark = message.message_id + " " + data;
	const node = el("button", { type: "button", class: "key" }, text);
	node.classList.toggle("busy", pressed.has(mark));
	node.addEventListener("click", async () => {
		if (pressed.has(mark)) return;
		pressed.add(mark);
		node.classList.add("busy");
		try {
			const { body } = await call("POST", "/control/telegram/presses", { from: { id: person.id }, message_id: message.message_id, data });
			warn(body?.status);
		} catch (error) {
			toast(error.message, "error");
		}
		pressed.delete(mark);
		node.classList.remove("busy");
		soon();
	});
	return node;
}

const warn = (status) => {
	if (status && (status < 200 || status > 299)) toast("Bot menjawab HTTP " + status + "; Telegram akan mengulang sebentar lagi.", "error");
};

async function sendText(text) {
	try {
		const sending = call("POST", "/control/telegram/messages", { from: person, text });
		soon();
		const { body } = await sending;
		warn(body?.status);
	} catch (error) {
		toast(error.message, "error");
		return false;
	}
	toBottom();
	soon();
	return true;
}

const again = repeat(refresh, () => 1000);
/** The answer usually comes within a moment: look a few times more often. */
function soon() {
	for (const ms of [120, 400, 800]) setTimeout(again, ms);
}

form.addEventListener("submit", async (event) => {
	event.preventDefault();
	const text = input.value.trim();
	if (text === "") return;
	input.value = "";
	if (!(await sendText(text)) && input.value === "") input.value = text;
});

for (const button of document.querySelectorAll("[data-command]")) {
	button.addEventListener("click", () => {
		const command = button.dataset.command;
		if (!command.endsWith(" ")) return sendText(command);
		input.value = command;
		input.focus();
	});
}

for (const choice of document.querySelectorAll("input[name=person]")) {
	choice.addEventListener("change", () => {
		person = PEOPLE[choice.value];
		document.getElementById("chat-column").dataset.person = choice.value;
		bubbles.clear();
		log.replaceChildren();
		lastText = null;
		alertsShown = null;
		again();
	});
}
`;
