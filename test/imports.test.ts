import { describe, expect, it } from "vitest";

/** Source text of everything in src, read at build time: the runtime of the tests has no file system. */
const sources = import.meta.glob<string>("../src/**/*.ts", { query: "?raw", import: "default", eager: true });

/** Which folders the files of a folder may import besides their own (design, "Layout"). */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
	domain: [],
	systems: ["domain"],
	coordinator: ["domain", "systems"],
	store: ["domain"],
	sync: ["domain", "systems", "store", "coordinator"],
	telegram: ["domain", "systems", "store", "coordinator", "sync"],
	web: ["domain", "systems", "store", "coordinator", "sync"],
};
/** Files beside the folders: they wire, so they may import anything. */
const WIRING = ["index.ts", "wiring.ts"];

const files = Object.entries(sources).map(([path, text]) => ({ path: path.replace("../src/", ""), text }));
const folderOf = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : path);

function importsOf(path: string, text: string): readonly string[] {
	const named = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)].map((match) => match[1] ?? "");
	return named.map((target) => new URL(target, `file:///src/${path}`).pathname.replace("/src/", ""));
}

describe("imports point one way", () => {
	it.each(files.filter(({ path }) => !WIRING.includes(path)))("$path keeps to the folders it may know", ({ path, text }) => {
		const own = folderOf(path);
		const strangers = importsOf(path, text).filter((target) => {
			const folder = folderOf(target);
			return folder !== own && !(path === "env.ts" && folder === "domain") && !(ALLOWED[own] ?? []).includes(folder);
		});
		expect(strangers).toEqual([]);
	});

	it("in no circle, not even by types", () => {
		const imports = new Map(files.map(({ path, text }) => [path, importsOf(path, text)]));
		const over = new Set<string>();
		const circles: string[] = [];
		const follow = (path: string, trail: readonly string[]): void => {
			if (trail.includes(path)) return void circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
			if (over.has(path)) return;
			for (const target of imports.get(path) ?? []) follow(target, [...trail, path]);
			over.add(path);
		};
		for (const path of imports.keys()) follow(path, []);
		expect(circles).toEqual([]);
	});

	it("lets systems/accurate and systems/smh not know each other", () => {
		const across = files.flatMap(({ path, text }) =>
			importsOf(path, text).filter(
				(target) =>
					(path.startsWith("systems/accurate/") && target.startsWith("systems/smh/")) ||
					(path.startsWith("systems/smh/") && target.startsWith("systems/accurate/")),
			),
		);
		expect(across).toEqual([]);
	});

	it("lets the engine know no system, only the port", () => {
		const known = files
			.filter(({ path }) => path.startsWith("sync/"))
			.flatMap(({ path, text }) => importsOf(path, text).filter((target) => /^systems\/(accurate|smh)\//.test(target)));
		expect(known).toEqual([]);
	});

	it("keeps the engine symmetric: which side it is nobody asks (sync/mirror.test.ts plays it with the sides exchanged)", () => {
		const asking = files.filter(({ path, text }) => path.startsWith("sync/") && /[!=]==\s*"(smh|accurate)"/.test(text));
		expect(asking.map(({ path }) => path)).toEqual([]);
	});

	it("lets only env.ts look for settings in the environment", () => {
		const reading = files.filter(
			({ path, text }) =>
				!["env.ts", ...WIRING].includes(path) &&
				/env\.[A-Z][A-Z_]+\b/.test(text.replace(/env\.(DB|SYNC_JOBS|COORDINATOR)\b/g, "")),
		);
		expect(reading.map(({ path }) => path)).toEqual([]);
	});

	it("says no word about the stand-ins inside the product", () => {
		expect(files.filter(({ text }) => /sandbox/i.test(text)).map(({ path }) => path)).toEqual([]);
	});
});
