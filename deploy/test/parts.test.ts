import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../../sandbox/cli/processes.ts";
import { faultsIn } from "../faults.ts";
import { make } from "../make.ts";
import { parseOptions } from "../options.ts";
import { readProject } from "../project.ts";
import { createSay } from "../say.ts";
import { writeValues } from "../secrets-file.ts";
import { MADE } from "../values.ts";
import { complaintOf, wranglerTrouble } from "../wrangler.ts";

describe("options", () => {
	it("are few, and a wrong one is told which there are", () => {
		expect(parseOptions(["--dry-run"])).toMatchObject({ dryRun: true, try: false, patienceSeconds: null });
		expect(parseOptions(["--patience", "300", "--wait"])).toMatchObject({ wait: true, patienceSeconds: 300 });
		expect(() => parseOptions(["--dryrun"])).toThrow(
			"There is no option --dryrun; there are --help, --dry-run, --try, --once, --wait and --patience.",
		);
		for (const wrong of [["--patience"], ["--patience", "soon"], ["--patience", "0"]]) {
			expect(() => parseOptions(wrong)).toThrow("--patience wants whole seconds from 1 to 3600");
		}
		expect(() => parseOptions(["--once"])).toThrow("--once goes with --try.");
	});
});

describe("wrangler.toml", () => {
	it("has no id of a database, and a producer for every queue, so that wrangler makes them all", () => {
		const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
		expect(text).not.toMatch(/^\s*database_id/m);
		const { queues, classes, onWorkersDev } = readProject(ROOT);
		expect([queues, classes, onWorkersDev]).toEqual([["sync-jobs", "sync-jobs-dead"], ["Coordinator"], true]);
		for (const queue of queues)
			expect(text).toContain(`binding = "${queue.toUpperCase().replaceAll("-", "_")}"\nqueue = "${queue}"`);
	});

	it("that is not there is told, with where to run the command", () => {
		expect(() => readProject(tmpdir())).toThrow(`There is no wrangler.toml in ${tmpdir()}.`);
	});
});

describe("what is made here", () => {
	it("is what the Worker takes, and never the same twice", () => {
		const made = make(MADE);
		expect([...made.keys()].toSorted()).toEqual([...MADE].toSorted());
		const faults = faultsIn(Object.fromEntries(made));
		expect(MADE.filter((name) => faults.has(name))).toEqual([]);
		for (const [name, value] of make(MADE)) expect(value).not.toBe(made.get(name));
	});
});

describe("the secrets file", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "sinkron-file-"));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it("gives back what was put in, whatever its letters, and names what may still come", () => {
		const values = new Map([
			["CONNECTION_SETTINGS", '{"branch":"Kantor Pusat #1"}'],
			["SMH_API_KEY", "it's $HOME & more"],
			["ENCRYPTION_KEY", "abc+/="],
		]);
		writeValues(join(folder, "x"), values, ["SMH_API_URL", "SMH_API_KEY"]);
		expect(parseEnv(readFileSync(join(folder, "x"), "utf8"))).toEqual({ ...Object.fromEntries(values), SMH_API_URL: "" });
	});
});

describe("what is said", () => {
	it("never holds a value that is to be hidden, except what was just made, once", () => {
		let said = "";
		const say = createSay((text) => {
			said += text;
		});
		say.hide(["s3cret-value", "7"]);
		say.line("the key s3cret-value, of 7");
		say.once("API_KEY=s3cret-value");
		expect(said).toBe("   the key (hidden), of 7\n   API_KEY=s3cret-value\n");
	});

	it("of wrangler is what is wrong, and which right is missing where it is one", () => {
		const output =
			"✘ [ERROR] A request to the Cloudflare API (/accounts/1/queues/2/consumers) failed.\n\n  Authentication error [code: 10000]\n\n🪵  Logs were written to /x";
		expect(complaintOf(output)).toBe("Authentication error [code: 10000]");
		expect(wranglerTrouble("No", { ok: false, output, version: null }, "Workers Scripts").advice).toContain('"Queues: Edit"');
	});
});
