/** /page/dom.js: building nodes (text goes in as text, never as markup), toasts, and calls to the control interface. */
export const DOM_JS = `
const SVG = "http://www.w3.org/2000/svg";

/** el("button", { class: "x", onclick: f, "aria-label": "…" }, "text", node): text children become text nodes. */
export function el(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === null || value === undefined || value === false) continue;
		if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
		else if (name === "value") node.value = value;
		else if (value === true) node.setAttribute(name, "");
		else node.setAttribute(name, String(value));
	}
	node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
	return node;
}

export function icon(path) {
	const svg = document.createElementNS(SVG, "svg");
	svg.setAttribute("viewBox", "0 0 24 24");
	svg.setAttribute("class", "icon");
	svg.setAttribute("aria-hidden", "true");
	const shape = document.createElementNS(SVG, "path");
	shape.setAttribute("d", path);
	svg.append(shape);
	return svg;
}

export function setText(node, text) {
	if (node.textContent !== text) node.textContent = text;
}

const toasts = document.getElementById("toasts");
export function toast(text, kind = "info") {
	const close = el("button", { type: "button", class: "toast-close", "aria-label": "Tutup", onclick: () => node.remove() }, "×");
	const node = el("div", { class: "toast " + kind, role: kind === "error" ? "alert" : "status" }, el("p", {}, text), close);
	toasts.append(node);
	while (toasts.children.length > 4) toasts.firstElementChild.remove();
	setTimeout(() => node.remove(), kind === "error" ? 12000 : 5000);
}

/** The words of a refusal, whichever system's shape it has. */
function refusalOf(body, status) {
	if (typeof body === "string") return body.trim() === "" || body.trim().startsWith("<") ? "Galat " + status : body.trim();
	const error = body.error ?? body;
	if (typeof error === "string") return error;
	const parts = [error.message, ...Object.entries(error.fields ?? {}).map(([field, text]) => field + " " + text)];
	if (Array.isArray(body.d)) parts.push(...body.d);
	if (Array.isArray(error.messages)) parts.push(...error.messages);
	return parts.filter(Boolean).join(" · ") || "Galat " + status;
}

/** Answers the parsed body; refuses with an Error whose message can be shown. */
export async function call(method, path, body) {
	let response;
	try {
		response = await fetch(path, {
			method,
			...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
		});
	} catch {
		throw new Error("Tempat mencoba tidak menjawab. Apakah npm start masih berjalan?");
	}
	const text = await response.text();
	let parsed = text;
	try {
		parsed = text === "" ? null : JSON.parse(text);
	} catch {}
	if (!response.ok || parsed?.s === false) throw new Error(refusalOf(parsed ?? "", response.status));
	return { body: parsed, text };
}

/** Runs work now and again after each pause (a function of the time it took), while the page is looked at. Answers "now". */
export function repeat(work, pause) {
	let timer = 0;
	let running = false;
	let wanted = false;
	async function round() {
		wanted = running;
		if (running) return;
		clearTimeout(timer);
		running = true;
		const started = performance.now();
		try {
			if (!document.hidden) await work();
		} catch {
			// The next round tries again; the connection mark in the header tells.
		}
		running = false;
		timer = setTimeout(round, wanted ? 0 : pause(performance.now() - started));
	}
	document.addEventListener("visibilitychange", () => document.hidden || round());
	round();
	return round;
}
`;
