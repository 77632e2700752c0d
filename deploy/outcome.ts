import type { SetUp, Webhooks } from "./bot.ts";
import type { Say } from "./say.ts";
import { SECRETS_FILE } from "./secrets-file.ts";
import type { Health } from "./smoke.ts";
import type { Values } from "./values.ts";

export function showHealth(say: Say, { connected, waiting }: Health): void {
	say.line(`connected: ${connected.join(", ")}`);
	for (const each of waiting) say.line(`waits: ${each}`);
}

export function showBot(say: Say, { telegram }: SetUp): void {
	for (const { what, done, detail } of telegram) say.line(`${done ? "ok    " : "FAILED"} ${what}: ${detail}`);
}

/** Shows secrets that were made in this run, this once. Where nobody looks on, the log would keep them: then only their names. */
export function showMade(say: Say, made: Values, file: string, attended: boolean): void {
	if (made.size === 0) return;
	say.line(
		`Made, and kept in ${file}, which only you can read${attended ? "; shown here once" : ""}: ${[...made.keys()].join(", ")}.`,
	);
	if (attended) for (const [name, value] of made) say.once(`${name}=${value}`);
}

/** What people have to give to the two systems by hand. A secret in an address is shown in the run that made it, and not again. */
export function showAddresses(say: Say, webhooks: Webhooks, shown: Values): void {
	const { smh, accurate } = webhooks;
	const secret = shown.get("ACCURATE_WEBHOOK_SECRET");
	say.line(`Address for SMH's webhook:               ${smh.url}`);
	say.line(`   it signs with SMH_WEBHOOK_SECRET; ${heard(smh)}`);
	if (secret === undefined)
		say.line(`Address for Accurate Online's webhook:   ${accurate.url}, the secret as in ${SECRETS_FILE}`);
	else say.once(`Address for Accurate Online's webhook:   ${accurate.url.replace("<ACCURATE_WEBHOOK_SECRET>", secret)}`);
	say.line(`   types Customer and Item only; ${heard(accurate)}`);
}

export const heard = ({ ready, lastDelivery }: Webhooks["smh"]): string => {
	if (!ready) return "closed until its secret is set";
	return lastDelivery === null ? "no delivery has come yet" : `deliveries come, the last one at ${lastDelivery}`;
};
