/** /page/list.js: one system's lists: tabs, search, pages, rows. Rows that did not change keep their nodes, focus and place. */
export const LIST_JS = `
import { call, el, icon, repeat, setText } from "./dom.js";
import { openRecord } from "./dialog.js";
import { ENTITIES, LISTS, STATUS, codeOf } from "./fields.js";

const PLUS = "M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6v2h-6z";
const number = new Intl.NumberFormat("id");

/** Builds the panel into its column; other(term) looks a Partner ID up in the other system. */
export function createList(system, title, subtitle, other) {
	const column = document.getElementById(system + "-column");
	const view = { entity: "customer", q: "", page: 1 };
	let lastText = null;
	let known = null;
	const rows = new Map();

	const tabs = Object.entries(ENTITIES).map(([entity, label]) => {
		const count = el("span", { class: "count" }, "–");
		const tab = el("button", { type: "button", role: "tab", id: system + "-tab-" + entity, "aria-controls": system + "-rows",
			"aria-selected": entity === view.entity ? "true" : "false", tabindex: entity === view.entity ? 0 : -1,
			onclick: () => show(entity, view.entity === entity ? view.q : "") }, label, count);
		tab.addEventListener("keydown", (event) => {
			const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
			if (step === 0) return;
			const names = Object.keys(ENTITIES);
			const next = names[(names.indexOf(entity) + step + names.length) % names.length];
			show(next, "");
			tabOf(next).tab.focus();
		});
		return { entity, tab, count };
	});
	const tabOf = (entity) => tabs.find((each) => each.entity === entity);

	const search = el("input", { type: "search", placeholder: "Cari nama, kode, HP … atau #id", "aria-label": "Cari di " + title,
		autocomplete: "off", spellcheck: "false" });
	let typing = 0;
	search.addEventListener("input", () => {
		clearTimeout(typing);
		typing = setTimeout(() => { view.q = search.value.trim(); view.page = 1; restart(); }, 180);
	});
	const add = el("button", { type: "button", class: "button primary", onclick: () => edit(null) }, icon(PLUS), "Tambah");

	const head = el("tr");
	const body = el("tbody");
	const table = el("table", {}, el("caption", { class: "visually-hidden" }, title), el("thead", {}, head), body);
	const nothing = el("p", { class: "nothing" });
	const scroll = el("div", { class: "scroll", id: system + "-rows", role: "tabpanel", tabindex: 0, "aria-label": "Daftar " + title }, table, nothing);
	const range = el("span", { class: "range", "aria-live": "polite" });
	const previous = el("button", { type: "button", class: "button quiet", "aria-label": "Halaman sebelumnya", onclick: () => turn(-1) }, "‹");
	const next = el("button", { type: "button", class: "button quiet", "aria-label": "Halaman berikutnya", onclick: () => turn(1) }, "›");

	column.append(
		el("header", { class: "panel-head" }, el("span", { class: "mark", "aria-hidden": "true" }),
			el("div", {}, el("h2", {}, title), el("p", {}, subtitle))),
		el("div", { class: "tabs", role: "tablist", "aria-label": title }, ...tabs.map(({ tab }) => tab)),
		el("div", { class: "tools" }, search, add),
		scroll,
		el("footer", { class: "pager" }, range, previous, next),
	);

	function drawHead() {
		const list = LISTS[system][view.entity];
		head.replaceChildren(
			...["Kode", "Nama", "Status", list.linkLabel].map((label) => el("th", { scope: "col" }, label)),
			...list.columns.map(({ label, number: right }) => el("th", { scope: "col", class: right ? "more number" : "more" }, label)),
		);
	}

	function drawRow(record) {
		const list = LISTS[system][view.entity];
		const status = list.status(record);
		const link = list.link(record);
		const code = codeOf(list, record);
		const more = list.columns.map((column) => column.of(record)).filter(Boolean);
		const chip = link === null || link === undefined || link === ""
			? el("span", { class: "none" }, "–")
			: el("button", { type: "button", class: "chip", title: "Cari pasangannya di sistem lain",
				onclick: (event) => { event.stopPropagation(); other(view.entity, "#" + link); } }, String(link));
		const open = el("button", { type: "button", class: "link", "aria-label": "Ubah " + record.name }, code || "(tanpa kode)");
		return el("tr", { onclick: () => edit(record.id) },
			el("td", { class: "code" }, open), el("td", { class: "name", title: record.name }, record.name, el("small", { class: "under" }, more.join(" · "))),
			el("td", {}, el("span", { class: "status " + status, title: STATUS[status] }, STATUS[status] ?? status)), el("td", {}, chip),
			...list.columns.map((column) => {
				const text = column.of(record);
				return el("td", { class: column.number ? "more number" : "more", title: text }, text);
			}));
	}

	function draw({ rows: records, matches, page, pages, counts }, flash) {
		for (const { entity, count } of tabs) {
			const text = number.format(counts[entity]);
			if (flash && count.textContent !== text) blink(count);
			setText(count, text);
		}
		const ids = new Set(records.map((record) => record.id));
		for (const [id, { node }] of rows) if (!ids.has(id)) { node.remove(); rows.delete(id); }
		let place = body.firstElementChild;
		for (const record of records) {
			const key = JSON.stringify(record);
			const before = rows.get(record.id);
			let node = before?.node;
			if (before?.key !== key) {
				const focused = node?.contains(document.activeElement);
				node = drawRow(record);
				if (before) {
					if (place === before.node) place = node;
					before.node.replaceWith(node);
				}
				if (focused) node.querySelector("button")?.focus();
				if (flash && (!known?.has(record.id) || before)) blink(node);
				rows.set(record.id, { key, node });
			}
			if (node === place) place = place.nextElementSibling;
			else body.insertBefore(node, place);
		}
		known = ids;
		view.page = page;
		setText(range, matches === 0 ? "" : number.format((page - 1) * 50 + 1) + "–" + number.format((page - 1) * 50 + records.length) + " dari " + number.format(matches));
		previous.disabled = page <= 1;
		next.disabled = page >= pages;
		table.hidden = records.length === 0;
		nothing.hidden = records.length > 0;
		setText(nothing, view.q ? "Tidak ada yang cocok dengan “" + view.q + "”." : "Belum ada " + ENTITIES[view.entity].toLowerCase() + " di " + title + ".");
	}

	async function refresh() {
		if (column.offsetParent === null) return;
		const asked = JSON.stringify(view);
		const query = new URLSearchParams({ q: view.q, page: String(view.page) });
		const { body: answer, text } = await call("GET", "/page/lists/" + system + "/" + view.entity + "?" + query);
		if (asked !== JSON.stringify(view) || text === lastText) return;
		const flash = lastText !== null;
		lastText = text;
		draw(answer, flash);
	}
	const again = repeat(refresh, (took) => Math.max(3000, took * 15));

	/** Another entity, page or search: what appears now is not news. */
	function restart() {
		lastText = null;
		known = null;
		rows.clear();
		body.replaceChildren();
		scroll.scrollTop = 0;
		drawHead();
		again();
	}

	function turn(step) {
		view.page += step;
		restart();
	}

	function show(entity, q) {
		Object.assign(view, { entity, q, page: 1 });
		search.value = q;
		for (const each of tabs) {
			each.tab.setAttribute("aria-selected", String(each.entity === entity));
			each.tab.tabIndex = each.entity === entity ? 0 : -1;
		}
		restart();
	}

	const edit = (id) => openRecord({ system, title, entity: view.entity, id, done: again });

	drawHead();
	return { show, refresh: again, restart };
}

function blink(node) {
	node.classList.remove("flash");
	void node.offsetWidth;
	node.classList.add("flash");
}
`;
