import type { Entity } from "../../src/domain/model.ts";
import type { AccurateAuth } from "../../src/systems/accurate/auth.ts";
import { describeConformance, type Subject } from "./conformance.ts";
import { accurateOf, oauth, type Setting, smhOf, tokenAuth, world } from "./stand-ins.ts";

const MODULES = { customer: "customer", product: "item", employee: "employee" } as const;

function accurateSubject(auth: (setting: Setting) => AccurateAuth): Subject {
	const setting = world();
	const use = (entity: Entity, id: string) => {
		const record = setting.sandbox.world.state.accurate.records[MODULES[entity]].find((one) => String(one.id) === id);
		if (record) record.usedIn = "Faktur Penjualan";
	};
	return { port: accurateOf(setting, auth(setting)), now: setting.now, pass: setting.pass, use };
}

describeConformance("Accurate with an API token", () => accurateSubject(tokenAuth));
describeConformance("Accurate with OAuth", () => accurateSubject(oauth));

describeConformance("SMH", () => {
	const setting = world();
	const use = (entity: Entity, id: string) => {
		const { rows } = setting.sandbox.world.state.smh.tables[entity];
		const at = rows.findIndex((one) => String(one.id) === id);
		const record = rows[at];
		if (record) rows[at] = { ...record, in_use: true };
	};
	return { port: smhOf(setting), now: setting.now, pass: setting.pass, use };
});
