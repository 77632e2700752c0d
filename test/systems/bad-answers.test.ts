import { describe, expect, test } from "vitest";
import type { SystemError } from "../../src/domain/errors.ts";
import { createAccurate } from "../../src/systems/accurate/accurate.ts";
import type { AccurateAuth } from "../../src/systems/accurate/auth.ts";
import type { NewRecord, SystemPort } from "../../src/systems/port.ts";
import { createSmh } from "../../src/systems/smh/smh.ts";
import { json, NOON, openGate, outboundOf, type Reply, scripted } from "./support.ts";

const auth: AccurateAuth = {
	remedy: "token" as const,
	endpoint: () => Promise.resolve({ apiUrl: "https://zeus.accurate.id/accurate/api", headers: {}, session: "", token: "" }),
	recover: () => Promise.reject(new Error("not asked for here")),
	moved: () => Promise.reject(new Error("not asked for here")),
};

/** A system that answers every call in the same way. */
const PORTS = {
	accurate: (reply: Reply): SystemPort =>
		createAccurate({ outbound: outboundOf(scripted(reply).fetch), gate: openGate(), auth, now: () => NOON }),
	smh: (reply: Reply): SystemPort => {
		const options = { outbound: outboundOf(scripted(reply).fetch), gate: openGate(), baseUrl: "https://smh.test/v1" };
		return createSmh({ ...options, apiKey: "key", now: () => NOON });
	},
} as const;
const SYSTEMS = ["accurate", "smh"] as const;

const text = (body: string, status = 200, type = "application/json") =>
	new Response(body, { status, headers: { "content-type": type } });
const bytes = (...parts: readonly Uint8Array[]) =>
	new ReadableStream<Uint8Array>({
		start(controller) {
			for (const part of parts) controller.enqueue(part);
			controller.close();
		},
	});
const torn = () => new ReadableStream({ start: (controller) => controller.error(new TypeError("Decompression failed")) });
const noise = Uint8Array.from({ length: 2_000 }, (_, index) => (index * 167 + 31) % 256);

/** Answers from which nobody can learn anything. */
const ANSWERS: readonly (readonly [name: string, reply: () => Response])[] = [
	["an HTML page", () => text("<html>Halaman tidak boleh diakses</html>", 200, "text/html")],
	["an HTML page with 502", () => text("<html>502 Bad Gateway</html>", 502, "text/html")],
	["an HTML page with 404", () => text("<html>Not Found</html>", 404, "text/html")],
	["a page of another site (302)", () => new Response("<html>", { status: 302, headers: { location: "https://login.test/" } })],
	["XML", () => text("<Response><d>ok</d></Response>", 200, "text/xml")],
	["an empty body", () => text("")],
	["an empty answer with 204", () => new Response(null, { status: 204 })],
	["a body broken off", () => text('{"s":true,"d":[{"id":17,"code":"C-1","na')],
	["bytes that are no text", () => new Response(bytes(noise))],
	["a body that cannot be unpacked", () => new Response(torn())],
	["null", () => json(null)],
	["a number", () => json(42)],
	["a text", () => json("ok")],
	["an empty object", () => json({})],
	["an empty list", () => json([])],
	["a list of nothing we know", () => json([{ hello: 1 }])],
	["other names", () => json({ success: true, rows: [], count: 0 })],
	["values of other types", () => json({ s: "yes", d: 7, data: "x", results: {}, id: [], total: "0", page: "1" })],
];

const rows = (...codes: readonly string[]): readonly NewRecord[] =>
	codes.map((code, index) => ({ projection: { code, name: `Toko ${code}`, position: "Sales" }, partnerId: String(index + 1) }));
const patch = (id: string) => ({ id, changes: { name: "Toko Baru" }, known: { name: "Toko" } });

const READS: Readonly<Record<string, (port: SystemPort) => Promise<unknown>>> = {
	"a list": (port) => port.list("customer", { page: 1, size: 100 }),
	"a list of employees": (port) => port.list("employee", { page: 1, size: 100 }),
	"a list of changes": (port) => port.list("product", { page: 1, size: 100, changedSince: NOON }),
	"a count": (port) => port.count("customer"),
	"a single read": (port) => port.get("customer", "17"),
	"a look-up by code": (port) => port.findByCode("customer", ["C-1"]),
	"a look-up of an employee by code": (port) => port.findByCode("employee", ["C-1"]),
};

const WRITES: Readonly<Record<string, (port: SystemPort) => Promise<readonly unknown[]>>> = {
	"a create of several": (port) => port.create("customer", rows("C-1", "C-2")),
	"a single create": (port) => port.create("employee", rows("E-1")),
	"an update of several": (port) => port.update("customer", [patch("17"), patch("18")]),
	"a single update": (port) => port.update("employee", [patch("17")]),
	"a delete": (port) => port.remove("customer", ["17"]),
	"a delete of several": (port) => port.remove("employee", ["17", "18"]),
};

/** The kinds of failure that a call came to; anything but a failure goes by its own name. */
async function kindsOf(call: Promise<unknown>): Promise<readonly string[]> {
	const kindOf = (error: unknown): string => (error instanceof Error && "kind" in error ? String(error.kind) : "no failure");
	const come = await call.catch((error: unknown) => error);
	if (come instanceof Error) return [kindOf(come)];
	if (!Array.isArray(come)) return ["no failure"];
	// A row of a batch is a failure, or carries one, or went well.
	return come.map((row: { error?: SystemError } | SystemError | null) => kindOf(row && "error" in row ? row.error : row));
}

describe.each(SYSTEMS)("%s: an answer that nobody can read", (system) => {
	test.each(ANSWERS)("%s: a read is asked again later, and nothing looks empty or deleted", async (_, reply) => {
		for (const [name, read] of Object.entries(READS)) {
			const kinds = await kindsOf(read(PORTS[system](reply)));
			expect({ name, again: kinds.every((kind) => kind === "bad_answer" || kind === "unavailable"), kinds }).toMatchObject({
				name,
				again: true,
			});
		}
	});

	test.each(ANSWERS)("%s: a write may have been carried out, or may not", async (_, reply) => {
		for (const [name, write] of Object.entries(WRITES)) {
			const kinds = await kindsOf(write(PORTS[system](reply)));
			// `bad_answer` is as open: nothing counts as stored, nothing as refused.
			expect({ name, open: kinds.every((kind) => kind === "unknown_outcome" || kind === "bad_answer"), kinds }).toMatchObject({
				name,
				open: true,
			});
		}
	});
});

const saved = (id: number, more: object = {}) => ({ s: true, d: ["berhasil disimpan"], r: { id, optLock: 0, ...more } });
const smhRecord = (id: number, more: object = {}) => ({ id, version: 1, demo: false, partner_id: String(id), ...more });
const batch = (...results: readonly object[]) => json({ results });
const OPEN = { ok: false, error: { kind: "unknown_outcome" } } as const;

describe("a batch whose answer does not fit what was sent", () => {
	test("Accurate says no for the whole and shows rows besides: some may be stored", async () => {
		for (const body of [{ s: false }, { s: false, d: null }, { s: false, d: [saved(1), "oops"] }, { s: false, d: [saved(1)] }]) {
			const kinds = await kindsOf(PORTS.accurate(() => json(body)).create("customer", rows("C-1", "C-2")));
			expect({ body, kinds }).toEqual({ body, kinds: ["unknown_outcome"] });
		}
	});

	test("rows that came back in another order are not taken for each other", async () => {
		const swapped = PORTS.accurate(() =>
			json({ s: true, d: [saved(1, { customerNo: "C-2" }), saved(2, { customerNo: "c-1" })] }),
		);
		await expect(swapped.create("customer", rows("C-1", "C-2"))).resolves.toMatchObject([OPEN, OPEN]);
		const twice = PORTS.accurate(() => json({ s: true, d: [saved(1), saved(1)] }));
		await expect(twice.create("customer", rows("C-1", "C-2"))).resolves.toMatchObject([OPEN, OPEN]);
		const partners = [smhRecord(8, { partner_id: "2" }), smhRecord(9, { partner_id: "1" })];
		const created = PORTS.smh(() => batch(...partners.map((record) => ({ status: 201, record }))));
		await expect(created.create("customer", rows("C-1", "C-2"))).resolves.toMatchObject([OPEN, OPEN]);
	});

	test("an update that is answered with another record is sent again", async () => {
		const accurate = PORTS.accurate(() => json({ s: true, d: [saved(17), saved(99)] }));
		await expect(accurate.update("customer", [patch("17"), patch("18")])).resolves.toMatchObject([{ ok: true }, OPEN]);
		const single = PORTS.accurate(() => json(saved(99)));
		await expect(single.update("employee", [patch("17")])).resolves.toMatchObject([OPEN]);
		const smh = PORTS.smh(() => batch({ status: 200, record: smhRecord(99) }));
		await expect(smh.update("customer", [patch("17")])).resolves.toMatchObject([OPEN]);
		await expect(smh.writePartnerIds("customer", [{ id: "17", partnerId: "5" }])).resolves.toMatchObject([OPEN]);
	});

	test("a row that SMH itself stumbled over is sent again", async () => {
		const error = { code: "internal_error", message: "oops" };
		const smh = PORTS.smh(() => batch({ status: 503, error }));
		await expect(smh.create("customer", rows("C-1"))).resolves.toMatchObject([OPEN]);
		await expect(smh.remove("customer", ["17"])).resolves.toMatchObject([{ kind: "unknown_outcome" }]);
	});
});

describe("only a system's own word makes a record gone", () => {
	test.each([
		["no route", { error: { code: "route_not_found", message: "no such route" } }, 404],
		["the wrong record", smhRecord(99), 200],
	])("SMH: %s", async (_, body, status) => {
		const port = PORTS.smh(() => json(body, status));
		expect(await kindsOf(port.get("customer", "17"))).toEqual(["bad_answer"]);
	});

	test("SMH: a delete that finds no route has deleted nothing", async () => {
		const port = PORTS.smh(() => batch({ status: 404 }));
		await expect(port.remove("customer", ["17"])).resolves.toMatchObject([{ kind: "unknown_outcome" }]);
	});

	test.each([
		["a refusal without a word", { s: false }, "no_word"],
		["a refusal of other words", { s: false, d: ["Data usaha tidak tepat"] }, "no_word"],
		["an empty answer", { s: true, d: [] }, "no_word"],
		["words in another language", { s: false, d: ["Customer is incorrect"] }, "no_word"],
		["an internal error", { s: false, d: ["java.lang.RuntimeException"] }, "unavailable"],
		["the wrong record", { s: true, d: { id: 99 } }, "bad_answer"],
	])("Accurate: %s", async (_, body, kind) => {
		const port = PORTS.accurate(() => json(body));
		expect(await kindsOf(port.get("customer", "17"))).toEqual([kind]);
	});

	test("Accurate: a list refused without a word is asked again", async () => {
		expect(await kindsOf(PORTS.accurate(() => json({ s: false })).list("customer", { page: 1, size: 100 }))).toEqual([
			"unavailable",
		]);
	});
});
