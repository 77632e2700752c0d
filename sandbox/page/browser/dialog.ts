/** /page/dialog.js: the small dialogs: a record's form (only what was changed is sent), and a question before a reset. */
export const DIALOG_JS = `
import { call, el, toast } from "./dom.js";
import { ENTITIES, LISTS, codeOf, read } from "./fields.js";

const dialog = document.getElementById("dialog");
const WHERE = { smh: "SMH", accurate: "Accurate Online" };
// A click on the backdrop closes, as Esc does; one that began inside (text being marked) does not.
let pressedOutside = false;
dialog.addEventListener("pointerdown", (event) => { pressedOutside = event.target === dialog; });
dialog.addEventListener("click", (event) => { if (event.target === dialog && pressedOutside) dialog.close(); });

function show(...content) {
	dialog.replaceChildren(...content);
	dialog.showModal();
}
const cancel = () => el("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, "Batal");

/** Runs work with the buttons of the dialog off; a refusal is shown and the dialog stays open. */
async function attempt(work) {
	const buttons = [...dialog.querySelectorAll("button")];
	for (const button of buttons) button.disabled = true;
	try {
		await work();
		dialog.close();
	} catch (error) {
		showProblem(error.message);
	}
	for (const button of buttons) button.disabled = false;
}

function showProblem(text) {
	const place = dialog.querySelector(".problem");
	if (!place) return toast(text, "error");
	place.textContent = text;
	place.hidden = false;
}

export async function openRecord({ system, title, entity, id, done }) {
	const list = LISTS[system][entity];
	const path = "/control/" + system + "/" + entity;
	let record = {};
	try {
		if (id !== null) record = (await call("GET", path + "/" + id)).body;
	} catch (error) {
		done();
		return toast(error.message, "error");
	}
	const known = id === null ? { ...list.fresh } : record;
	const inputs = list.fields.map((field) => input(field, known, list.blank));
	const heading = id === null ? ENTITIES[entity] + " baru" : record.name;
	const identity = id === null ? "Di " + title : [codeOf(list, record), "id " + id, record.partner_id && "Partner ID " + record.partner_id].filter(Boolean).join(" · ");

	const save = () => attempt(async () => {
		const values = {};
		for (const { name, get, before } of inputs) {
			const value = get();
			const isNew = id === null && !(value === list.blank || value === false);
			if (isNew || (id !== null && JSON.stringify(value) !== JSON.stringify(before))) values[name] = value;
		}
		if (id === null) Object.assign(values, list.hidden, list.fresh && overlay(list.fresh, inputs));
		if (id !== null && Object.keys(values).length === 0) return;
		await call(id === null ? "POST" : "PATCH", id === null ? path : path + "/" + id, values);
		toast(id === null ? "Ditambahkan di " + WHERE[system] + "." : "Disimpan di " + WHERE[system] + ".");
		done();
	});
	const remove = () => attempt(async () => {
		await call("DELETE", path + "/" + id);
		toast(record.name + " dihapus dari " + WHERE[system] + ".");
		done();
	});

	const footer = el("footer", {});
	const ordinary = [
		id !== null && el("button", { type: "button", class: "button danger quiet", onclick: () => ask() }, "Hapus…"),
		el("span", { class: "gap" }), cancel(), el("button", { type: "submit", class: "button primary" }, "Simpan"),
	].filter(Boolean);
	footer.append(...ordinary);
	function ask() {
		const sure = el("button", { type: "button", class: "button danger", onclick: remove }, "Ya, hapus");
		footer.replaceChildren(el("p", {}, "Hapus dari " + WHERE[system] + "?"), el("span", { class: "gap" }),
			el("button", { type: "button", class: "button quiet", onclick: () => footer.replaceChildren(...ordinary) }, "Tidak jadi"), sure);
		sure.focus();
	}
	show(el("form", { class: "record " + system, method: "dialog", onsubmit: (event) => { event.preventDefault(); save(); } },
		el("header", {}, el("h3", {}, heading), el("p", {}, identity)),
		el("div", { class: "fields" }, ...inputs.map(({ node }) => node)),
		el("p", { class: "problem", role: "alert", hidden: true }),
		footer));
	suggest(system, entity);
}

/** Preset values that the form changed are sent as changed. */
const overlay = (fresh, inputs) => Object.fromEntries(Object.keys(fresh).map((name) => [name, inputs.find((each) => each.name === name)?.get() ?? fresh[name]]));

/** One field: its node, how to read it, and what it held. An empty one reads as what its system calls empty. */
function input([name, label, kind = "text", options = {}], record, blank) {
	const stored = name === "units" ? record.units : read(record, name, ...(options.from ? [options.from] : []));
	const before = stored === null || stored === undefined || stored === "" ? blank : stored;
	const caption = el("span", { class: "label" }, label, el("code", {}, name));
	if (kind === "flag") {
		const box = el("input", { type: "checkbox" });
		box.checked = stored === true;
		return { name, before: stored === true, get: () => box.checked, node: el("label", { class: "flag" }, box, caption) };
	}
	if (kind === "units") return units(name, before, caption);
	if (kind.choices) {
		const select = el("select", {}, ...kind.choices.map(([value, text]) => el("option", { value }, text)));
		if (stored !== null && !kind.choices.some(([value]) => value === stored)) select.append(el("option", { value: stored }, String(stored)));
		select.value = stored ?? kind.choices[0][0];
		return { name, before: select.value, get: () => select.value, node: el("label", {}, caption, select) };
	}
	const isNumber = kind === "number";
	const box = kind === "area"
		? el("textarea", { rows: 2 })
		: el("input", { type: isNumber ? "number" : kind === "email" ? "email" : "text", step: isNumber && "any", required: options.required,
			placeholder: options.hint, autocomplete: "off", list: options.people ? "people" : options.suggest && "known-" + name });
	box.value = stored ?? "";
	const get = () => (box.value.trim() === "" ? blank : isNumber ? Number(box.value) : box.value.trim());
	return { name, before: isNumber && before !== blank ? Number(before) : before, get, node: el("label", { class: kind === "area" && "wide" }, caption, box) };
}

function units(name, before, caption) {
	const filled = [0, 1, 2].map((index) => before?.[index] ?? { name: "", ratio: index === 0 ? 1 : "" });
	const parts = filled.map((unit, index) => ({
		name: el("input", { type: "text", value: unit.name, "aria-label": "Satuan " + (index + 1), placeholder: index === 0 ? "PCS" : "–", required: index === 0 }),
		ratio: el("input", { type: "number", step: "any", value: unit.ratio, "aria-label": "Isi satuan " + (index + 1), disabled: index === 0, placeholder: "isi" }),
	}));
	const get = () => parts.filter((part) => part.name.value.trim() !== "")
		.map((part, index) => ({ name: part.name.value.trim(), ratio: index === 0 ? 1 : Number(part.ratio.value) }));
	const node = el("fieldset", { class: "wide units" }, el("legend", {}, caption), ...parts.flatMap((part) => [part.name, part.ratio]));
	return { name, before: before ?? [], get, node };
}

/** Offers what records of the list already say, and the codes of employees. Without an answer there is nothing to choose from. */
async function suggest(system, entity) {
	const form = dialog.firstElementChild;
	const newest = async (which) => (await call("GET", "/page/lists/" + system + "/" + which)).body.rows;
	const offer = (id, options) => form.append(el("datalist", { id }, ...options));
	try {
		const rows = await newest(entity);
		for (const [name, , , options] of LISTS[system][entity].fields) {
			if (!options?.suggest) continue;
			const values = new Set(rows.map((row) => read(row, name, options.from ?? name)).filter(Boolean));
			offer("known-" + name, [...values].sort().map((value) => el("option", { value })));
		}
		if (entity !== "customer") return;
		const code = LISTS[system].employee.code;
		offer("people", (await newest("employee")).map((row) => el("option", { value: row[code] }, row.name)));
	} catch {}
}

const AMOUNTS = [["customers", "Pelanggan", 1000], ["products", "Produk", 300], ["employees", "Karyawan", 20]];

/** Asks before the outside world is replaced; run(options) does it. */
export function askReset(scenario, label, run) {
	const amounts = scenario === "generated" ? AMOUNTS.map(([name, text, value]) => ({ name, box: el("input", { type: "number", min: 0, max: 100000, value, required: true }), text })) : [];
	const submit = (event) => {
		event.preventDefault();
		attempt(() => run({ scenario, ...Object.fromEntries(amounts.map(({ name, box }) => [name, Number(box.value)])) }));
	};
	show(el("form", { class: "question", method: "dialog", onsubmit: submit },
		el("header", {}, el("h3", {}, "Muat “" + label + "”?"),
			el("p", {}, "Semua isi SMH dan Accurate tiruan serta percakapan diganti. Catatan Sinkron sendiri tidak ikut berubah; untuk mulai dari nol, jalankan npm start -- --fresh.")),
		amounts.length > 0 && el("div", { class: "fields" }, ...amounts.map(({ text, box }) => el("label", {}, el("span", { class: "label" }, text), box))),
		el("p", { class: "problem", role: "alert", hidden: true }),
		el("footer", {}, el("span", { class: "gap" }), cancel(), el("button", { type: "submit", class: "button primary" }, "Muat"))));
}
`;
