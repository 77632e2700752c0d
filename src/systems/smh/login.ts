import { orSystemError, SystemError } from "../../domain/errors.ts";
import { ENTITIES } from "../../domain/model.ts";
import { NO_LICENCE, type Right, type Standing } from "../../domain/status/standing.ts";
import type { LoginCheck } from "../login.ts";
import type { SystemPort } from "../port.ts";

/** SMH has no call that tells of a key (docs/smh-contract.md), so each list is asked how long it is: three small calls. */
export const smhLogin = (port: Pick<SystemPort, "count">, now: () => number): LoginCheck => ({
	side: "smh",
	async look() {
		const found: Standing = {
			...{ side: "smh", at: now(), mode: "key", refused: null, token: null, session: null },
			licence: NO_LICENCE,
			missing: [],
		};
		const answers = await Promise.all(ENTITIES.map((entity) => orSystemError(port.count(entity))));
		const missing: Right[] = [];
		for (const [index, entity] of ENTITIES.entries()) {
			const answer = answers[index];
			if (!(answer instanceof SystemError)) continue;
			if (answer.kind === "unauthorized") return { ...found, missing: null, refused: { words: "", remedy: null } };
			if (answer.kind !== "no_right") throw answer;
			missing.push({ on: entity, to: "view", name: entity });
		}
		return { ...found, missing };
	},
});
